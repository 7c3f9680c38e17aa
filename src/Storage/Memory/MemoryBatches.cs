using Flamenco.Domain.Tasks;
using Flamenco.Storage.Committing;
using Flamenco.Storage.Tasks;
using Flamenco.Storage.Transitions;

namespace Flamenco.Storage.Memory;

/// <summary>Batches of transitions in memory. Its one lock is lock enough.</summary>
public sealed class MemoryBatches(MemoryDatabase database, TimeProvider time) : IBatchDatabase
{
    public Task CommitAsync(IReadOnlyList<Transition> batch, CancellationToken cancellation) => database.RunAsync(
        stored =>
        {
            var rows = Load(stored, batch);
            foreach (var transition in batch)
                transition.Decide(rows);
            Save(stored, rows);
            return batch.Count;
        },
        cancellation);

    public Task<Rows> ReadBackAsync(IReadOnlyList<Transition> batch, CancellationToken cancellation) =>
        database.RunAsync(stored => Load(stored, batch), cancellation);

    private Rows Load(MemoryRows stored, IReadOnlyList<Transition> batch)
    {
        var rows = new Rows(time.GetUtcNow());
        foreach (var keys in batch.Select(transition => transition.Keys))
        {
            if (stored.Job(keys.Task.Job) is { } job)
                rows.Loaded(job.Row);
            if (stored.Task(keys.Task) is { } task)
                rows.Loaded(task.Row);
            if (keys.Attempt is { } number && stored.Attempt(keys.Task, number) is { } attempt)
                rows.Loaded(attempt);
            if (keys.Slot is { } slot && stored.OpenIn(slot) is { } open)
                rows.Loaded(open);
        }

        return rows;
    }

    private static void Save(MemoryRows stored, Rows rows)
    {
        List<AttemptRow> attempts = [.. rows.ChangedAttempts, .. rows.NewAttempts];
        RefuseASecondOpenOne(stored, attempts);

        foreach (var attempt in attempts)
            stored.Put(attempt);
        foreach (var task in rows.ChangedTasks)
            stored.Put(task);
        foreach (var job in rows.ChangedJobs)
            stored.Jobs[job.Id].Row = job;
        foreach (var operation in rows.Operations)
            stored.Log(operation, rows.Now);
    }

    /// <summary>What a database does by a unique index: one open attempt per task, one per slot.</summary>
    private static void RefuseASecondOpenOne(MemoryRows stored, List<AttemptRow> attempts)
    {
        var changed = attempts.Select(attempt => (attempt.Task, attempt.Attempt)).ToHashSet();
        var open = attempts.Where(attempt => attempt.Outcome is AttemptOutcome.Open).ToList();
        foreach (var attempt in open)
        {
            var others = stored.HeldBy(attempt.Worker)
                .Concat(stored.Task(attempt.Task)!.Attempts)
                .Where(other => other.Outcome is AttemptOutcome.Open && !changed.Contains((other.Task, other.Attempt)))
                .Concat(open.Where(other => other != attempt));
            if (others.FirstOrDefault(other => other.Task == attempt.Task || (other.Worker == attempt.Worker && other.Slot == attempt.Slot)) is { } other)
                throw new InvalidOperationException($"task {attempt.Task}, attempt {attempt.Attempt}: task {other.Task}, attempt {other.Attempt} is open already");
        }
    }
}
