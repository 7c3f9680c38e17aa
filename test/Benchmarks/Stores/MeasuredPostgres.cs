using Flamenco.Server.Tests.Stores;
using Flamenco.Storage;
using Flamenco.Storage.Postgres;
using Flamenco.Storage.Tasks;
using Npgsql;

namespace Flamenco.Benchmarks.Stores;

/// <summary>A PostgreSQL of the benchmark's own, on the loopback, with <c>fsync</c>; raw writes go through one more connection.</summary>
internal sealed class MeasuredPostgres : MeasuredStore
{
    private readonly PostgresCluster _cluster;
    private readonly NpgsqlDataSource _source;
    private readonly PostgresStores _stores;
    private readonly NpgsqlConnection _raw;

    private MeasuredPostgres(PostgresCluster cluster, NpgsqlDataSource source, PostgresStores stores, NpgsqlConnection raw)
    {
        _cluster = cluster;
        _source = source;
        _stores = stores;
        _raw = raw;
    }

    public override IStores Stores => _stores;

    public static async Task<MeasuredPostgres> OpenAsync()
    {
        var cluster = new PostgresCluster();
        await cluster.InitializeAsync();
        var source = PostgresStores.Source(await cluster.TakeAsync());
        return new MeasuredPostgres(cluster, source, await PostgresStores.OpenAsync(source, TimeProvider.System), await source.OpenConnectionAsync());
    }

    public override async Task<long?> TransactionsAsync()
    {
        await using var command = new NpgsqlCommand("SELECT pg_current_xact_id()::text::bigint", _raw);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public override async Task WriteAsync(RawBatch batch)
    {
        List<(StoredTask Task, AttemptRow Attempt)> all = [.. batch.Ended.Concat(batch.Begun)];
        await using (var load = new NpgsqlBatch(_raw))
        {
            load.Add("BEGIN");
            load.Add(PostgresBatches.PlanByIndex);
            JobRows.Lock(load, batch.Jobs.Select(job => job.Id));
            TaskRows.Lock(load, [.. all.Select(one => one.Task.Id)]);
            AttemptRows.Find(load, [.. all.Select(one => (one.Task.Id, one.Attempt.Attempt))]);
            AttemptRows.FindHeldBy(load, [.. batch.Begun.Select(one => one.Attempt.Worker).Distinct()]);
            await using var reader = await load.ExecuteReaderAsync();
            do
            {
                while (await reader.ReadAsync())
                {
                    // Nobody wants to know; but they have come.
                }
            }
            while (await reader.NextResultAsync());
        }

        await using var save = new NpgsqlBatch(_raw);
        AttemptRows.Update(save, [.. batch.Ended.Select(one => one.Attempt)]);
        AttemptRows.Insert(save, [.. batch.Begun.Select(one => one.Attempt)]);
        TaskRows.Update(save, [.. all.Select(one => one.Task)]);
        JobRows.Update(save, batch.Jobs);
        save.Add("COMMIT");
        await save.ExecuteNonQueryAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await _raw.DisposeAsync();
        await _stores.DisposeAsync();
        await _source.DisposeAsync();
        await _cluster.DisposeAsync();
    }
}
