namespace Flamenco.Contracts.Site;

/// <summary>What came of a request to the Manager.</summary>
/// <param name="Status">The HTTP status; 0: no answer at all, or none that could be read.</param>
/// <param name="Value">The body of a success that has one.</param>
/// <param name="Reason">For people: what was wrong; empty for a success.</param>
public readonly record struct ApiAnswer<T>(int Status, T? Value, string Reason)
{
    /// <summary>The Manager did what was asked.</summary>
    public bool Succeeded => Status is >= 200 and < 300;

    /// <summary>The stable name of a refusal, for example <c>urn:flamenco:stale-attempt</c>; null where the answer has none.</summary>
    public string? Type { get; init; }

    /// <summary>When to come back, if the Manager said so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Nobody has decided about this request: send the very same again, later.</summary>
    public bool MayBeRepeated => Status is 0 or 408 or 429 or >= 500 || (Status is 404 or 409 or 410 && Type is null);

    /// <summary>The Manager does not accept the credentials.</summary>
    public bool Unauthorized => Status is 401 or 403;

    /// <summary>
    /// The task or the attempt is not this Worker's (any more). Whatever else answers so on the way, a proxy or another program on that
    /// port, knows nothing about it: only the Manager's own words count.
    /// </summary>
    public bool Gone => Verdicts.IsGone(Status, Type);
}

/// <summary>The refusals by which a Manager says that an attempt is not the Worker's any more.</summary>
internal static class Verdicts
{
    private static readonly string[] Types =
        ["urn:flamenco:stale-attempt", "urn:flamenco:no-such-task", "urn:flamenco:no-such-job", "urn:flamenco:job-deleted"];

    public static bool IsGone(int status, string? type) => status is 404 or 409 or 410 && Array.IndexOf(Types, type) >= 0;
}

/// <summary>An answer without a body.</summary>
public readonly record struct NoBody;
