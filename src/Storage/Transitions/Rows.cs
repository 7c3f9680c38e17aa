using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Scheduling;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Tasks;

namespace Flamenco.Storage.Transitions;

/// <summary>
/// The rows of one batch in memory: loaded by an adapter, changed by transitions one after the other, then saved by the
/// adapter in the transaction in which they were loaded. What an adapter has to write is what was put.
/// </summary>
public sealed class Rows(DateTimeOffset now)
{
    private readonly Dictionary<JobId, JobRow> _jobs = [];
    private readonly Dictionary<TaskId, StoredTask> _tasks = [];
    private readonly Dictionary<(JobId, TaskSpan), IReadOnlyList<TaskId>> _spans = [];
    private readonly Dictionary<(TaskId Task, int Number), AttemptRow> _attempts = [];
    private readonly Dictionary<WorkerSlot, AttemptRow> _slots = [];
    private readonly Dictionary<WorkerId, HashSet<(TaskId Task, int Number)>> _workers = [];
    private readonly Dictionary<PersonsKey, KeyRow> _keys = [];
    private readonly HashSet<JobId> _changedJobs = [];
    private readonly HashSet<TaskId> _changedTasks = [];
    private readonly HashSet<(TaskId, int)> _changedAttempts = [];
    private readonly HashSet<(TaskId, int)> _newAttempts = [];
    private readonly HashSet<PersonsKey> _newKeys = [];

    /// <summary>The moment of the batch.</summary>
    public DateTimeOffset Now => now;

    public IEnumerable<JobRow> ChangedJobs => _changedJobs.Select(id => _jobs[id]);

    public IEnumerable<StoredTask> ChangedTasks => _changedTasks.Select(id => _tasks[id]);

    public IEnumerable<AttemptRow> NewAttempts => _newAttempts.Select(key => _attempts[key]);

    public IEnumerable<AttemptRow> ChangedAttempts => _changedAttempts.Except(_newAttempts).Select(key => _attempts[key]);

    public IEnumerable<KeyRow> NewKeys => _newKeys.Select(key => _keys[key]);

    /// <summary>Lines for operation logs, in their order.</summary>
    public List<OperationEntry> Operations { get; } = [];

    /// <summary>Lines for the audit log, in their order.</summary>
    public List<AuditEntry> Audits { get; } = [];

    public List<Tombstone> Tombstones { get; } = [];

    /// <summary>Workers that get no more tasks of a type of a job.</summary>
    public List<(JobId Job, BlocklistEntry Entry)> Blocked { get; } = [];

    /// <summary>Jobs whose blocklists go, before <see cref="Blocked"/> is written.</summary>
    public HashSet<JobId> Unblocked { get; } = [];

    /// <summary>Single entries that go from blocklists, before <see cref="Blocked"/> is written.</summary>
    public List<(JobId Job, BlocklistEntry Entry)> UnblockedEntries { get; } = [];

    public void Loaded(JobRow job) => _jobs[job.Id] = job;

    public void Loaded(StoredTask task) => _tasks[task.Id] = task;

    public void Loaded(JobId job, TaskSpan span, IReadOnlyList<StoredTask> tasks)
    {
        foreach (var task in tasks)
            Loaded(task);
        _spans[(job, span)] = [.. tasks.Select(task => task.Id)];
    }

    public void Loaded(AttemptRow attempt) => Keep(attempt);

    public void Loaded(KeyRow key) => _keys[key.Key] = key;

    /// <summary>The job, if it is one that people know of.</summary>
    public JobRow? Job(JobId id) => JobOfAnyStatus(id) is { } job && job.Status.IsVisible() ? job : null;

    public JobRow? JobOfAnyStatus(JobId id) => _jobs.GetValueOrDefault(id);

    public StoredTask? Task(TaskId id) => _tasks.GetValueOrDefault(id);

    /// <summary>The tasks of a span, in the order of their numbers.</summary>
    public IReadOnlyList<StoredTask> Tasks(JobId job, TaskSpan span) => [.. _spans[(job, span)].Select(id => _tasks[id])];

    public AttemptRow? Attempt(TaskId task, int number) => _attempts.GetValueOrDefault((task, number));

    /// <summary>The open attempt of a Worker's slot; null: the slot is free.</summary>
    public AttemptRow? OpenIn(WorkerSlot slot) =>
        _slots.GetValueOrDefault(slot) is { Outcome: AttemptOutcome.Open } attempt ? attempt : null;

    /// <summary>What a Worker that was named as <see cref="RowKeys.Holder"/> runs or may still run.</summary>
    public IEnumerable<AttemptRow> OutstandingOf(WorkerId worker) =>
        _workers.GetValueOrDefault(worker)?.Select(key => _attempts[key]).Where(attempt => attempt.Outcome is AttemptOutcome.Open || attempt.Held) ?? [];

    public KeyRow? Key(PersonsKey key) => _keys.GetValueOrDefault(key);

    public void Put(AttemptRow attempt)
    {
        Keep(attempt);
        _changedAttempts.Add((attempt.Task, attempt.Attempt));
    }

    public void Add(AttemptRow attempt)
    {
        Keep(attempt);
        _newAttempts.Add((attempt.Task, attempt.Attempt));
    }

    public void Add(KeyRow key)
    {
        _keys[key.Key] = key;
        _newKeys.Add(key.Key);
    }

    /// <summary>The job changes by itself, not by one of its tasks.</summary>
    /// <returns>The job as it is now.</returns>
    public JobRow Put(JobRow job)
    {
        var changed = job with { Updated = Now };
        _jobs[job.Id] = changed;
        _changedJobs.Add(job.Id);
        return changed;
    }

    /// <summary>Everybody may get all tasks of the job again, also those whom the same batch has blocked before.</summary>
    public void Unblock(JobId job)
    {
        Blocked.RemoveAll(blocked => blocked.Job == job);
        Unblocked.Add(job);
    }

    /// <inheritdoc cref="Unblock(JobId)"/>
    public void Unblock(JobId job, BlocklistEntry entry)
    {
        Blocked.RemoveAll(blocked => blocked == (job, entry));
        UnblockedEntries.Add((job, entry));
    }

    /// <summary>The one way in which a task changes: with its job's counters, and a version that is one higher.</summary>
    /// <returns>The task as it is now.</returns>
    public StoredTask Move(StoredTask before, StoredTask after)
    {
        var moved = after with { Version = before.Version + 1, Updated = Now };
        _tasks[moved.Id] = moved;
        _changedTasks.Add(moved.Id);
        Count(before, moved);
        return moved;
    }

    /// <summary>The task takes a status from outside: its open attempt, if there is one, is taken away and may still run.</summary>
    /// <returns>The task as it is now.</returns>
    public StoredTask Take(StoredTask task, TaskDecision.Moved moved, string reason, bool forgetsFailures, bool byFailing)
    {
        if (moved.SetsHold && Attempt(task.Id, task.Attempt) is { Outcome: AttemptOutcome.Open } open)
            Put(open with { Outcome = AttemptOutcome.Revoked, Held = true, Ended = Now, Reason = reason });

        return Move(task, task with
        {
            Status = moved.Status,
            Held = moved.SetsHold ? task.Attempt : task.Held,
            StepsCompleted = moved.Status is RenderTaskStatus.Queued ? 0 : task.StepsCompleted,
            FailedBy = forgetsFailures ? [] : task.FailedBy,
            CanceledByFailing = byFailing && moved.Status is RenderTaskStatus.Canceled,
        });
    }

    private void Count(StoredTask before, StoredTask after)
    {
        // A queued job is active as soon as one of its tasks is, also one that was queued again around a running task.
        var job = _jobs[before.Id.Job];
        var starts = job.Status is JobStatus.Queued && after.Status is RenderTaskStatus.Active;
        if (before.Status == after.Status && before.StepsCompleted == after.StepsCompleted && !starts)
            return;
        var how = before.Status is RenderTaskStatus.Active ? "goes on" : "started";

        Put(job with
        {
            Status = starts ? JobStatus.Active : job.Status,
            Activity = starts ? $"active: {how} with {after.Name}" : job.Activity,
            Counts = job.Counts.Moved(before.Status, after.Status),
            StepsCompleted = job.StepsCompleted + after.StepsCompleted - before.StepsCompleted,
        });
        if (starts)
            Operations.Add(new OperationEntry(job.Id, JobChange.Server, JobStatus.Active.Wire(), $"{how} with {after.Name}"));
    }

    private void Keep(AttemptRow attempt)
    {
        _attempts[(attempt.Task, attempt.Attempt)] = attempt;
        if (!_workers.TryGetValue(attempt.Worker, out var those))
            _workers.Add(attempt.Worker, those = []);
        those.Add((attempt.Task, attempt.Attempt));
        var slot = new WorkerSlot(attempt.Worker, attempt.Slot);
        if (attempt.Outcome is AttemptOutcome.Open || _slots.GetValueOrDefault(slot) is { } known && known.Task == attempt.Task && known.Attempt == attempt.Attempt)
            _slots[slot] = attempt;
    }
}

/// <summary>A line for a job's operation log.</summary>
public sealed record OperationEntry(JobId Job, string Who, string What, string Detail);

/// <summary>What was done under a person's idempotency key.</summary>
/// <param name="Key">Whose, and which.</param>
/// <param name="Job">The job that it was about.</param>
/// <param name="Fingerprint">What was asked for: the same key with another one is a mistake.</param>
public sealed record KeyRow(PersonsKey Key, JobId Job, string Fingerprint);
