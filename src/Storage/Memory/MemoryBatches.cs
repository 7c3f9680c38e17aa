using Flamenco.Domain.Identity;
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
            if (!stored.Jobs.TryGetValue(keys.Job, out var job))
                continue;

            rows.Loaded(job.Row);
            if (keys.Task is { } id && stored.Task(id) is { } task)
                Load(rows, keys, task);
            if (keys.Tasks is { } span)
                Load(rows, keys.Job, span, job.Tasks.Values.SkipWhile(task => task.Row.Id.Number < span.From).Take(span.Count));
        }

        foreach (var worker in batch.Select(transition => transition.Keys.Holder).OfType<WorkerId>())
        {
            foreach (var attempt in stored.HeldBy(worker))
                rows.Loaded(attempt);
        }

        foreach (var key in batch.Select(transition => transition.Keys.Key).OfType<PersonsKey>())
        {
            if (stored.Keys.TryGetValue(key, out var known))
                rows.Loaded(known);
        }

        return rows;
    }

    private static void Load(Rows rows, RowKeys keys, MemoryTask task)
    {
        rows.Loaded(task.Row);
        if ((keys.OpenAttempt ? task.Row.Attempt : keys.Attempt) is { } number && task.Attempt(number) is { } attempt)
            rows.Loaded(attempt);
    }

    private static void Load(Rows rows, JobId job, TaskSpan span, IEnumerable<MemoryTask> found)
    {
        List<MemoryTask> tasks = [.. found];
        rows.Loaded(job, span, tasks.ConvertAll(task => task.Row));
        foreach (var attempt in tasks.Select(task => task.Attempt(task.Row.Attempt)).OfType<AttemptRow>())
            rows.Loaded(attempt);
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
        foreach (var key in rows.NewKeys)
            stored.Keys.Add(key.Key, key);
        foreach (var tombstone in rows.Tombstones)
            stored.Tombstones.Add(tombstone.Job, tombstone);
        foreach (var job in rows.Unblocked)
            stored.Jobs[job].Blocklist.Clear();
        foreach (var (job, entry) in rows.UnblockedEntries)
            stored.Jobs[job].Blocklist.Remove(entry);
        foreach (var (job, entry) in rows.Blocked.Where(blocked => !stored.Jobs[blocked.Job].Blocklist.Contains(blocked.Entry)))
            stored.Jobs[job].Blocklist.Add(entry);
        foreach (var operation in rows.Operations)
            stored.Log(operation, rows.Now);
        foreach (var audit in rows.Audits)
            stored.Audit.Add((rows.Now, audit));
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
