namespace Flamenco.Worker.Configuration;

/// <summary>How the Worker talks to its Manager. Section <c>Link</c>.</summary>
public sealed class LinkOptions
{
    public const string Section = "Link";

    /// <summary>How long to wait for a task at the Manager before asking again. Seconds, 0 to 60. Default: 25.</summary>
    public int WaitSeconds { get; set; } = 25;

    /// <summary>Signs of life while a task runs. Seconds, 1 to 20: half of the Manager's lease at most. Default: 10.</summary>
    public double AliveSeconds { get; set; } = 10;

    /// <summary>Look for a new status while asleep. Seconds, 0.1 to 60. Default: 3.</summary>
    public double AsleepPollSeconds { get; set; } = 3;

    /// <summary>Give up on a single request. Seconds, 1 to 300. Default: 20. Asks for tasks get the wait on top.</summary>
    public double TimeoutSeconds { get; set; } = 20;

    /// <summary>First pause before a request is repeated; doubles from there. Seconds, 0.01 to 60. Default: 0.25.</summary>
    public double FirstPauseSeconds { get; set; } = 0.25;

    /// <summary>Longest pause before a request is repeated. Seconds, 0.01 to 600. Default: 5.</summary>
    public double LongestPauseSeconds { get; set; } = 5;

    /// <summary>What saying goodbye may take at most: results first, then the sign-off. Seconds, 0.1 to 15. Default: 3.</summary>
    public double SignOffSeconds { get; set; } = 3;

    internal IEnumerable<string> Problems() =>
    [
        .. Bounds.Check("Link:WaitSeconds", WaitSeconds, 0, 60),
        .. Bounds.Check("Link:AliveSeconds", AliveSeconds, 1, 20),
        .. Bounds.Check("Link:AsleepPollSeconds", AsleepPollSeconds, 0.1, 60),
        .. Bounds.Check("Link:TimeoutSeconds", TimeoutSeconds, 1, 300),
        .. Bounds.Check("Link:FirstPauseSeconds", FirstPauseSeconds, 0.01, 60),
        .. Bounds.Check("Link:LongestPauseSeconds", LongestPauseSeconds, 0.01, 600),
        .. Bounds.Check("Link:SignOffSeconds", SignOffSeconds, 0.1, 15),
    ];
}
