using Flamenco.Storage;

namespace Flamenco.Benchmarks.Stores;

/// <summary>A store with a database of its own, and how to write the same rows without it.</summary>
internal abstract class MeasuredStore : IAsyncDisposable
{
    public abstract IStores Stores { get; }

    public static async Task<MeasuredStore> OpenAsync(string kind) => kind switch
    {
        "sqlite" => new MeasuredSqlite(),
        "postgres" => await MeasuredPostgres.OpenAsync(),
        "memory" => new MeasuredMemory(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such store: sqlite, postgres or memory"),
    };

    /// <summary>How many transactions have been written so far; null: the store has none.</summary>
    public abstract Task<long?> TransactionsAsync();

    /// <summary>Stores jobs for raw writes.</summary>
    public virtual Task<Workload> RawWorkAsync(int tasks) => Workload.StoreAsync(Stores.Jobs, tasks);

    /// <summary>Writes one batch in one transaction, with the statements of the store.</summary>
    public abstract Task WriteAsync(RawBatch batch);

    public abstract ValueTask DisposeAsync();
}
