using Flamenco.Domain.Identity;
using Flamenco.Storage.Committing;
using Flamenco.Storage.Tasks;
using Flamenco.Storage.Transitions;

namespace Flamenco.Storage.Sqlite;

/// <summary>Batches of transitions on SQLite. Its one writer is lock enough.</summary>
public sealed class SqliteBatches(SqliteStore store, TimeProvider time) : IBatchDatabase
{
    public Task CommitAsync(IReadOnlyList<Transition> batch, CancellationToken cancellation) => store.WriteAsync(
        session =>
        {
            var rows = Load(session, batch);
            foreach (var transition in batch)
                transition.Decide(rows);
            Save(session, rows);
            return batch.Count;
        },
        cancellation);

    public Task<Rows> ReadBackAsync(IReadOnlyList<Transition> batch, CancellationToken cancellation) =>
        store.WriteAsync(session => Load(session, batch), cancellation);

    private Rows Load(SqliteSession session, IReadOnlyList<Transition> batch)
    {
        var rows = new Rows(time.GetUtcNow());
        var jobs = new HashSet<JobId>();
        foreach (var keys in batch.Select(transition => transition.Keys))
        {
            if (jobs.Add(keys.Job) && JobRows.FindOfAnyStatus(session, keys.Job) is { } job)
                rows.Loaded(job);
            if (keys.Task is { } id && TaskRows.Find(session, id) is { } task)
                Load(session, rows, keys, task);
            if (keys.Tasks is { } span)
                Load(session, rows, keys.Job, span);
            if (keys.Holder is { } worker)
                AttemptRows.HeldBy(session, worker).ForEach(rows.Loaded);
            if (keys.Key is { } key && KeyRows.Find(session, key) is { } known)
                rows.Loaded(known);
        }

        return rows;
    }

    private static void Load(SqliteSession session, Rows rows, RowKeys keys, StoredTask task)
    {
        rows.Loaded(task);
        if ((keys.OpenAttempt ? task.Attempt : keys.Attempt) is { } number && AttemptRows.Find(session, task.Id, number) is { } attempt)
            rows.Loaded(attempt);
    }

    private static void Load(SqliteSession session, Rows rows, JobId job, TaskSpan span)
    {
        var tasks = TaskRows.InSpan(session, job, span);
        rows.Loaded(job, span, tasks);
        if (tasks.Count is 0)
            return;

        foreach (var attempt in AttemptRows.OpenInSpan(session, job, tasks[0].Id.Number, tasks[^1].Id.Number))
            rows.Loaded(attempt);
    }

    private static void Save(SqliteSession session, Rows rows)
    {
        // Attempts that end come before those that begin: a slot has one open attempt at any moment.
        foreach (var attempt in rows.ChangedAttempts)
            AttemptRows.Update(session, attempt);
        foreach (var attempt in rows.NewAttempts)
            AttemptRows.Insert(session, attempt);
        foreach (var task in rows.ChangedTasks)
            TaskRows.Update(session, task);
        foreach (var job in rows.ChangedJobs)
            JobRows.Update(session, job);
        foreach (var job in rows.Unblocked)
            BlocklistRows.Clear(session, job);
        foreach (var (job, entry) in rows.UnblockedEntries)
            BlocklistRows.Remove(session, job, entry);
        foreach (var (job, entry) in rows.Blocked)
            BlocklistRows.Insert(session, job, entry, rows.Now);
        foreach (var key in rows.NewKeys)
            KeyRows.Insert(session, key, rows.Now);
        foreach (var tombstone in rows.Tombstones)
            TombstoneRows.Insert(session, tombstone);
        JobRows.Log(session, rows.Now, rows.Operations);
        foreach (var audit in rows.Audits)
            JobRows.Audit(session, rows.Now, audit);
    }
}
