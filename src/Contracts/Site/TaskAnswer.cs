namespace Flamenco.Contracts.Site;

/// <summary>What came of asking for a task. Exactly one of these.</summary>
public abstract record TaskAnswer
{
    private TaskAnswer()
    {
    }

    /// <summary>Execute this.</summary>
    public sealed record Assigned(AssignedTask Task) : TaskAnswer;

    /// <summary>Nothing to do for now.</summary>
    public sealed record Nothing : TaskAnswer;

    /// <summary>Take this status first.</summary>
    public sealed record StatusRequested(string Status) : TaskAnswer;

    /// <summary>The Manager does not know this Worker as awake, or not at all: sign on again.</summary>
    public sealed record SignOnAgain(string Reason) : TaskAnswer;

    /// <summary>No usable answer: ask again later.</summary>
    /// <param name="Reason">For people.</param>
    /// <param name="RetryAfter">Not before this, if the Manager said so.</param>
    public sealed record Unavailable(string Reason, TimeSpan? RetryAfter = null) : TaskAnswer;
}
