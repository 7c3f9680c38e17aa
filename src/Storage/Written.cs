namespace Flamenco.Storage;

/// <summary>The store's verdict about a write. Exactly one of these; where the outcome is not known, an exception says so.</summary>
/// <typeparam name="TRow">The row that the write is about.</typeparam>
public abstract record Written<TRow>
    where TRow : class
{
    /// <summary>Durable. <paramref name="Row"/> is the row after it.</summary>
    public sealed record Applied(TRow Row) : Written<TRow>;

    /// <summary>The same write was durable already; this one changed nothing.</summary>
    public sealed record Repeated(TRow Row) : Written<TRow>;

    /// <summary>The row is not what the writer believed; nothing was changed.</summary>
    public sealed record Conflict(TRow Row, string Reason) : Written<TRow>;

    /// <summary>There is no such row.</summary>
    public sealed record Missing : Written<TRow>;
}
