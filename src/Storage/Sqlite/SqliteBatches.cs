using Flamenco.Domain.Identity;
using Flamenco.Storage.Committing;
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
            if (jobs.Add(keys.Task.Job) && JobRows.Find(session, keys.Task.Job) is { } job)
                rows.Loaded(job);
            if (TaskRows.Find(session, keys.Task) is { } task)
                rows.Loaded(task);
            if (keys.Attempt is { } number && AttemptRows.Find(session, keys.Task, number) is { } attempt)
                rows.Loaded(attempt);
            if (keys.Slot is { } slot && AttemptRows.OpenInSlot(session, slot.Worker, slot.Slot) is { } open)
                rows.Loaded(open);
        }

        return rows;
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
            JobRows.Update(session, job, rows.Now);
        foreach (var operation in rows.Operations)
            JobRows.Log(session, operation, rows.Now);
    }
}
