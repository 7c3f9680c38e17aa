namespace Flamenco.Contracts.Site;

/// <summary>What came of a chunk of a task's log. Exactly one of these.</summary>
public abstract record LogAnswer
{
    private LogAnswer()
    {
    }

    public sealed record Stored : LogAnswer;

    /// <summary>The chunk does not follow what the Manager has: go on at this byte.</summary>
    public sealed record GoOnAt(long Offset) : LogAnswer;

    /// <summary>The attempt is not this Worker's (any more).</summary>
    public sealed record Gone(string Reason) : LogAnswer;

    /// <summary>The Manager does not accept the credentials: sign on again.</summary>
    public sealed record Unauthorized(string Reason) : LogAnswer;

    /// <summary>The Manager will never take this chunk.</summary>
    public sealed record Refused(string Reason) : LogAnswer;

    /// <summary>Send the same again, later.</summary>
    /// <param name="Reason">For people.</param>
    /// <param name="RetryAfter">Not before this, if the Manager said so.</param>
    public sealed record Unavailable(string Reason, TimeSpan? RetryAfter = null) : LogAnswer;
}
