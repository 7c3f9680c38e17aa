namespace Flamenco.Contracts.Site;

/// <summary>What came of a request to the Manager.</summary>
/// <param name="Status">The HTTP status; 0: no answer at all, or none that could be read.</param>
/// <param name="Value">The body of a success that has one.</param>
/// <param name="Reason">For people: what was wrong; empty for a success.</param>
public readonly record struct ApiAnswer<T>(int Status, T? Value, string Reason)
{
    /// <summary>The Manager did what was asked.</summary>
    public bool Succeeded => Status is >= 200 and < 300;

    /// <summary>Nobody has decided about this request: send the very same again, later.</summary>
    public bool MayBeRepeated => Status is 0 or 408 or 429 or >= 500;

    /// <summary>The Manager does not accept the credentials.</summary>
    public bool Unauthorized => Status is 401 or 403;

    /// <summary>The task or the attempt is not this Worker's (any more).</summary>
    public bool Gone => Status is 404 or 409 or 410;
}

/// <summary>An answer without a body.</summary>
public readonly record struct NoBody;
