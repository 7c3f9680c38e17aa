using Flamenco.Server.Tests;
using Flamenco.Storage;
using Flamenco.Storage.Sqlite;

namespace Flamenco.Benchmarks.Stores;

/// <summary>SQLite in a fresh file. Raw writes have a file and its only connection to themselves, on the thread of whoever calls.</summary>
internal sealed class MeasuredSqlite : MeasuredStore
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteStores _stores;
    private readonly SqliteSession _raw;

    public MeasuredSqlite()
    {
        _stores = new SqliteStores(_folder.File("flamenco.db"), TimeProvider.System);
        _raw = new SqliteSession(_folder.File("raw.db"), readOnly: false);
    }

    public override IStores Stores => _stores;

    public override Task<long?> TransactionsAsync()
    {
        using var look = new SqliteSession(_folder.File("flamenco.db"), readOnly: true);
        return Task.FromResult<long?>(look.First("SELECT value FROM change_counter", reader => reader.GetInt64(0)));
    }

    public override async Task<Workload> RawWorkAsync(int tasks)
    {
        Workload work;
        await using (var store = new SqliteStores(_folder.File("raw.db"), TimeProvider.System))
            work = await Workload.StoreAsync(store.Jobs, tasks);
        // The log that this has left is written over from its beginning; a file that grows is slower to sync, and the committer's does not grow.
        _raw.Execute("PRAGMA wal_checkpoint(RESTART)");
        return work;
    }

    public override Task WriteAsync(RawBatch batch)
    {
        _raw.Begin();
        foreach (var job in batch.Jobs)
            JobRows.Find(_raw, job.Id);
        foreach (var (task, attempt) in batch.Ended.Concat(batch.Begun))
        {
            TaskRows.Find(_raw, task.Id);
            AttemptRows.Find(_raw, task.Id, attempt.Attempt);
        }

        foreach (var (_, attempt) in batch.Begun)
            AttemptRows.HeldBy(_raw, attempt.Worker);

        foreach (var (_, attempt) in batch.Ended)
            AttemptRows.Update(_raw, attempt);
        foreach (var (_, attempt) in batch.Begun)
            AttemptRows.Insert(_raw, attempt);
        foreach (var (task, _) in batch.Ended.Concat(batch.Begun))
            TaskRows.Update(_raw, task);
        foreach (var job in batch.Jobs)
            JobRows.Update(_raw, job);
        _raw.Commit();
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        _raw.Dispose();
        await _stores.DisposeAsync();
        _folder.Dispose();
    }
}
