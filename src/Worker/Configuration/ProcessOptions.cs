namespace Flamenco.Worker.Configuration;

/// <summary>Limits of the processes that a task starts. Section <c>Processes</c>.</summary>
public sealed class ProcessOptions
{
    public const string Section = "Processes";

    /// <summary>Between asking a process group to end and killing it. Seconds, 0 to 4: a stale attempt must be dead within 5. Default: 1.</summary>
    public double KillGraceSeconds { get; set; } = 1;

    /// <summary>Files that a process may have open. 64 to 1,000,000. Default: 4,096.</summary>
    public int OpenFiles { get; set; } = 4_096;

    /// <summary>Variables of the Worker's own environment that its processes get too, comma-separated. Default: none.</summary>
    public string PassEnvironment { get; set; } = "";

    internal IEnumerable<string> Problems() =>
    [
        .. Bounds.Check("Processes:KillGraceSeconds", KillGraceSeconds, 0, 4),
        .. Bounds.Check("Processes:OpenFiles", OpenFiles, 64, 1_000_000),
    ];
}
