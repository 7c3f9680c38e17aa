using Flamenco.Domain.Identity;
using Flamenco.Storage.Committing;
using Flamenco.Storage.Tasks;
using Flamenco.Storage.Transitions;
using Npgsql;

namespace Flamenco.Storage.Postgres;

/// <summary>
/// Batches of transitions on PostgreSQL, in two round trips: begin, lock and load; save and commit. Jobs are locked first, in
/// the order of their ids, then tasks in the order of their keys, so that no two silos block each other.
/// </summary>
public sealed class PostgresBatches(NpgsqlDataSource source, TimeProvider time) : IBatchDatabase
{
    /// <summary>
    /// A plan is made once, not for each batch anew: to plan costs more than to carry out. It is kept from when the tables were
    /// small; it must not read them whole when they no longer are.
    /// </summary>
    internal const string PlanByIndex =
        "SELECT set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true), "
        + "set_config('plan_cache_mode', 'force_generic_plan', true)";

    private readonly PostgresDatabase _database = new(source);

    public Task CommitAsync(IReadOnlyList<Transition> batch, CancellationToken cancellation) => _database.UseAsync(
        async connection =>
        {
            var rows = await LoadAsync(connection, batch, cancellation);
            try
            {
                foreach (var transition in batch)
                    transition.Decide(rows);
            }
            catch
            {
                await RollbackAsync(connection);
                throw;
            }

            await SaveAsync(connection, rows);
            return batch.Count;
        },
        cancellation);

    public Task<Rows> ReadBackAsync(IReadOnlyList<Transition> batch, CancellationToken cancellation) => _database.UseAsync(
        async connection =>
        {
            var rows = await LoadAsync(connection, batch, cancellation);
            await RollbackAsync(connection);
            return rows;
        },
        cancellation);

    private async Task<Rows> LoadAsync(NpgsqlConnection connection, IReadOnlyList<Transition> transitions, CancellationToken cancellation)
    {
        var keys = transitions.Select(transition => transition.Keys).ToList();
        var spans = keys.Where(key => key.Tasks is not null).Select(key => (key.Job, Span: key.Tasks!.Value)).ToList();
        await using var batch = new NpgsqlBatch(connection);
        batch.Add("BEGIN");
        batch.Add(PlanByIndex);
        JobRows.Lock(batch, keys.Select(key => key.Job).Distinct());
        TaskRows.Lock(batch, [.. keys.Select(key => key.Task).OfType<TaskId>().Distinct()]);
        AttemptRows.Find(batch, [.. keys.Where(key => key.Attempt is not null).Select(key => (key.Task!.Value, key.Attempt!.Value))]);
        AttemptRows.FindHeldBy(batch, [.. keys.Select(key => key.Holder).OfType<WorkerId>().Distinct()]);
        // What follows is for persons and sweeps only: seldom, so it costs nothing where it is not asked for.
        List<TaskId> opens = [.. keys.Where(key => key.OpenAttempt).Select(key => key.Task!.Value)];
        List<PersonsKey> persons = [.. keys.Select(key => key.Key).OfType<PersonsKey>().Distinct()];
        if (opens.Count > 0)
            AttemptRows.FindOpenOf(batch, opens);
        if (persons.Count > 0)
            KeyRows.Find(batch, persons);
        foreach (var (job, span) in spans)
        {
            TaskRows.LockInSpan(batch, job, span);
            AttemptRows.FindOpenIn(batch, job, span);
        }

        try
        {
            var rows = new Rows(time.GetUtcNow());
            await using var reader = await batch.ExecuteReaderAsync(cancellation);
            // The first result is what PlanByIndex answers; BEGIN has none.
            await reader.NextResultAsync(cancellation);
            await ReadAsync(reader, JobRows.Read, rows.Loaded, cancellation);
            await ReadAsync(reader, TaskRows.Read, rows.Loaded, cancellation);
            await ReadAsync(reader, AttemptRows.Read, rows.Loaded, cancellation);
            await ReadAsync(reader, AttemptRows.Read, rows.Loaded, cancellation);
            if (opens.Count > 0)
                await ReadAsync(reader, AttemptRows.Read, rows.Loaded, cancellation);
            if (persons.Count > 0)
                await ReadAsync(reader, KeyRows.Read, rows.Loaded, cancellation);
            foreach (var (job, span) in spans)
            {
                var tasks = new List<StoredTask>();
                await ReadAsync(reader, TaskRows.Read, tasks.Add, cancellation);
                rows.Loaded(job, span, tasks);
                await ReadAsync(reader, AttemptRows.Read, rows.Loaded, cancellation);
            }

            return rows;
        }
        catch (PostgresException answer) when (answer.IsAnswer())
        {
            await RollbackAsync(connection);
            throw;
        }
    }

    private static async Task ReadAsync<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, Action<T> loaded, CancellationToken cancellation)
    {
        while (await reader.ReadAsync(cancellation))
            loaded(read(reader));
        await reader.NextResultAsync(cancellation);
    }

    private static async Task SaveAsync(NpgsqlConnection connection, Rows rows)
    {
        await using var batch = new NpgsqlBatch(connection);
        // Attempts that end come before those that begin: a slot has one open attempt at any moment.
        AttemptRows.Update(batch, [.. rows.ChangedAttempts]);
        AttemptRows.Insert(batch, [.. rows.NewAttempts]);
        TaskRows.Update(batch, [.. rows.ChangedTasks]);
        JobRows.Update(batch, [.. rows.ChangedJobs]);
        BlocklistRows.Clear(batch, [.. rows.Unblocked]);
        BlocklistRows.Remove(batch, rows.UnblockedEntries);
        BlocklistRows.Insert(batch, rows.Now, rows.Blocked);
        KeyRows.Insert(batch, rows.Now, [.. rows.NewKeys]);
        foreach (var tombstone in rows.Tombstones)
            TombstoneRows.Insert(batch, tombstone);
        JobRows.Log(batch, rows.Now, rows.Operations);
        foreach (var audit in rows.Audits)
            JobRows.Audit(batch, rows.Now, audit);
        batch.Add("COMMIT");

        try
        {
            // From here on nobody may give up: the commit is on its way.
            await batch.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (PostgresException answer) when (answer.IsAnswer())
        {
            // What comes after a statement that fails is not carried out, so COMMIT was not.
            await RollbackAsync(connection);
            throw;
        }
        catch (Exception trouble) when (trouble.IsOutage())
        {
            throw trouble.Unknown();
        }
    }

    private static async Task RollbackAsync(NpgsqlConnection connection)
    {
        await using var rollback = new NpgsqlCommand("ROLLBACK", connection);
        await rollback.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
