using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
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
    private readonly Dictionary<(TaskId Task, int Number), AttemptRow> _attempts = [];
    private readonly Dictionary<WorkerSlot, AttemptRow> _slots = [];
    private readonly HashSet<JobId> _changedJobs = [];
    private readonly HashSet<TaskId> _changedTasks = [];
    private readonly HashSet<(TaskId, int)> _changedAttempts = [];
    private readonly HashSet<(TaskId, int)> _newAttempts = [];
    private readonly List<OperationEntry> _operations = [];

    /// <summary>The moment of the batch.</summary>
    public DateTimeOffset Now => now;

    public IEnumerable<JobRow> ChangedJobs => _changedJobs.Select(id => _jobs[id]);

    public IEnumerable<StoredTask> ChangedTasks => _changedTasks.Select(id => _tasks[id]);

    public IEnumerable<AttemptRow> NewAttempts => _newAttempts.Select(key => _attempts[key]);

    public IEnumerable<AttemptRow> ChangedAttempts => _changedAttempts.Except(_newAttempts).Select(key => _attempts[key]);

    public IReadOnlyList<OperationEntry> Operations => _operations;

    public void Loaded(JobRow job) => _jobs[job.Id] = job;

    public void Loaded(StoredTask task) => _tasks[task.Id] = task;

    public void Loaded(AttemptRow attempt) => Keep(attempt);

    public JobRow? Job(JobId id) => _jobs.GetValueOrDefault(id);

    public StoredTask? Task(TaskId id) => _tasks.GetValueOrDefault(id);

    public AttemptRow? Attempt(TaskId task, int number) => _attempts.GetValueOrDefault((task, number));

    /// <summary>The open attempt of a Worker's slot; null: the slot is free.</summary>
    public AttemptRow? OpenIn(WorkerSlot slot) =>
        _slots.GetValueOrDefault(slot) is { Outcome: AttemptOutcome.Open } attempt ? attempt : null;

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

    private void Count(StoredTask before, StoredTask after)
    {
        // A queued job is active as soon as one of its tasks is, also one that was queued again around a running task.
        var job = _jobs[before.Id.Job];
        var starts = job.Status is JobStatus.Queued && after.Status is RenderTaskStatus.Active;
        if (before.Status == after.Status && before.StepsCompleted == after.StepsCompleted && !starts)
            return;
        var how = before.Status is RenderTaskStatus.Active ? "goes on" : "started";

        _jobs[job.Id] = job with
        {
            Status = starts ? JobStatus.Active : job.Status,
            Activity = starts ? $"active: {how} with {after.Name}" : job.Activity,
            Counts = job.Counts.Moved(before.Status, after.Status),
            StepsCompleted = job.StepsCompleted + after.StepsCompleted - before.StepsCompleted,
            Updated = Now,
        };
        _changedJobs.Add(job.Id);
        if (starts)
            _operations.Add(new OperationEntry(job.Id, "server", JobStatus.Active.Wire(), $"{how} with {after.Name}"));
    }

    private void Keep(AttemptRow attempt)
    {
        _attempts[(attempt.Task, attempt.Attempt)] = attempt;
        var slot = new WorkerSlot(attempt.Worker, attempt.Slot);
        if (attempt.Outcome is AttemptOutcome.Open || _slots.GetValueOrDefault(slot) is { } known && known.Task == attempt.Task && known.Attempt == attempt.Attempt)
            _slots[slot] = attempt;
    }
}

/// <summary>A line for a job's operation log.</summary>
public sealed record OperationEntry(JobId Job, string Who, string What, string Detail);
