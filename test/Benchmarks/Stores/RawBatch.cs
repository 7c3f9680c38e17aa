using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Tasks;

namespace Flamenco.Benchmarks.Stores;

/// <summary>
/// What raw writes write: the rows that the same transitions lead to, made without looking at what is stored. Half of a batch
/// are assignments, the other half are the ends of those of the batch before.
/// </summary>
internal sealed class RawBatch
{
    private readonly Dictionary<JobId, JobRow> _jobs;
    private readonly Workload _work;
    private readonly int _size;
    private List<(StoredTask Task, AttemptRow Attempt)> _running = [];

    public RawBatch(Workload work, int size)
    {
        _jobs = work.Rows.ToDictionary(job => job.Id);
        _work = work;
        _size = size;
    }

    public List<(StoredTask Task, AttemptRow Attempt)> Begun { get; private set; } = [];

    public List<(StoredTask Task, AttemptRow Attempt)> Ended { get; private set; } = [];

    public List<JobRow> Jobs { get; private set; } = [];

    public int Count => Begun.Count + Ended.Count;

    /// <summary>The next batch; false: no task is left.</summary>
    public bool Next()
    {
        var now = DateTimeOffset.UtcNow;
        // A batch of one is an assignment, then an end.
        var begin = _size > 1 ? _size / 2 : 1 - _running.Count;
        Ended = [.. _running.Select(one => (
            one.Task with { Status = RenderTaskStatus.Completed, Version = one.Task.Version + 1, StepsCompleted = 1, Updated = now },
            one.Attempt with { Outcome = AttemptOutcome.Completed, Ended = now }))];
        Begun = [];
        while (Begun.Count < begin && _work.Next() is { } id)
            Begun.Add((Task(id, now), Attempt(id, now)));
        if (Begun.Count < begin)
            return false;

        foreach (var (task, _) in Ended)
            Move(task.Id.Job, RenderTaskStatus.Active, RenderTaskStatus.Completed, now);
        foreach (var (task, _) in Begun)
            Move(task.Id.Job, RenderTaskStatus.Queued, RenderTaskStatus.Active, now);
        Jobs = [.. Ended.Concat(Begun).Select(one => one.Task.Id.Job).Distinct().OrderBy(job => job.Value).Select(job => _jobs[job])];
        _running = Begun;
        return true;
    }

    private void Move(JobId id, RenderTaskStatus from, RenderTaskStatus to, DateTimeOffset now)
    {
        var job = _jobs[id];
        _jobs[id] = job with { Status = JobStatus.Active, Counts = job.Counts.Moved(from, to), Updated = now };
    }

    private static StoredTask Task(TaskId id, DateTimeOffset now) => new()
    {
        Id = id,
        Name = "",
        Type = "",
        Priority = 50,
        Status = RenderTaskStatus.Active,
        Attempt = 1,
        Held = null,
        Version = 2,
        Activity = "",
        StepsCompleted = 0,
        StepsTotal = 1,
        DependsOn = [],
        Created = now,
        Updated = now,
        FailedBy = [],
        CanceledByFailing = false,
    };

    private static AttemptRow Attempt(TaskId id, DateTimeOffset now) => new()
    {
        Task = id,
        Attempt = 1,
        Worker = new WorkerId(Guid.NewGuid()),
        WorkerName = "",
        WorkerAddress = "",
        Slot = 0,
        Life = 1,
        Ask = 1,
        Outcome = AttemptOutcome.Open,
        Held = false,
        Assigned = now,
        Ended = null,
        Reason = null,
    };
}
