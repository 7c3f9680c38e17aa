using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;

namespace Flamenco.Server.Tests.Stores;

/// <summary>
/// What the store should make of a job, as simply as it can be said: the protocol's table of transitions over lists in
/// memory. Which command leads where is the domain's; guards, attempts, holds, generation and counters are said again here.
/// </summary>
internal sealed class JobModel
{
    /// <summary>One for what is accepted, one for the end of its sweep.</summary>
    private const int GenerationsOfACommand = 2;

    private readonly List<ModelTask> _tasks;

    public JobModel(JobId job, int tasks, int stepsEach)
    {
        Job = job;
        _tasks = [.. Enumerable.Range(1, tasks).Select(number => new ModelTask(job.Task((uint)number), stepsEach))];
    }

    public JobId Job { get; }

    public JobStatus Status { get; private set; } = JobStatus.Queued;

    public long Generation { get; private set; } = 1;

    public IReadOnlyList<ModelTask> Tasks => _tasks;

    public TaskCounts Counts => _tasks.Aggregate(new TaskCounts(), (counts, task) => counts.With(task.Status, 1));

    public ModelTask this[TaskId task] => _tasks.Single(known => known.Id == task);

    public Verdict Assign(TaskId id, WorkerId worker, long generation)
    {
        if (_tasks.Any(other => other.Open?.Worker == worker))
            return Verdict.SlotBusy;

        var task = this[id];
        if (Status is not (JobStatus.Queued or JobStatus.Active) || generation != Generation || task.Held is not null
            || task.Status is not (RenderTaskStatus.Queued or RenderTaskStatus.SoftFailed))
            return Verdict.Refused;

        task.Attempts.Add(new ModelAttempt(worker));
        task.Status = RenderTaskStatus.Active;
        task.Steps = 0;
        Status = JobStatus.Active;
        return Verdict.Applied;
    }

    public Verdict End(TaskId id, int attempt, AttemptOutcome outcome, RenderTaskStatus becomes)
    {
        var task = this[id];
        if (attempt < 1 || attempt > task.Attempts.Count)
            return Verdict.Refused;
        if (task.Attempts[attempt - 1] is { Outcome: not AttemptOutcome.Open } ended)
            return ended.Outcome == outcome ? Verdict.Repeated : Verdict.Refused;

        task.Attempts[attempt - 1].Outcome = outcome;
        task.Status = becomes;
        task.Steps = becomes switch
        {
            RenderTaskStatus.Completed => task.StepsTotal,
            RenderTaskStatus.Queued => 0,
            _ => task.Steps,
        };
        return Verdict.Applied;
    }

    public Verdict Progress(TaskId id, int attempt, int steps)
    {
        var task = this[id];
        if (attempt < 1 || attempt > task.Attempts.Count || task.Attempts[attempt - 1].Outcome is not AttemptOutcome.Open)
            return Verdict.Refused;

        task.Steps = Math.Min(Math.Max(task.Steps, steps), task.StepsTotal);
        if (Status is JobStatus.Queued)
            Status = JobStatus.Active;
        return Verdict.Applied;
    }

    public Verdict Confirm(TaskId id, int attempt)
    {
        var task = this[id];
        if (task.Held != attempt)
            return Verdict.Refused;

        task.Held = null;
        return Verdict.Applied;
    }

    public Verdict Command(JobCommand command)
    {
        switch (JobMachine.Decide(Status, Sweep.None, command))
        {
            case JobDecision.UnderWay:
                return Verdict.Repeated;
            case JobDecision.Accepted accepted:
                SweepAll(accepted.Sweep);
                Status = accepted.After;
                Generation += GenerationsOfACommand;
                return Verdict.Applied;
            default:
                return Verdict.Refused;
        }
    }

    public Verdict Command(TaskId id, SingleTaskCommand command)
    {
        var task = this[id];
        if (command is SingleTaskCommand.Cancel && Status.IsTerminal())
            return Verdict.Refused;
        if (TaskMachine.Decide(task.Status, new TaskEvent.Commanded(command, task.FailedBy.Any())) is not TaskDecision.Moved moved)
            return task.Status == (command is SingleTaskCommand.Cancel ? RenderTaskStatus.Canceled : RenderTaskStatus.Queued) ? Verdict.Repeated : Verdict.Refused;

        Take(task, moved.Status);
        if (command is SingleTaskCommand.Requeue)
            task.FailuresFrom = task.Attempts.Count;
        if (command is SingleTaskCommand.Requeue && Status.IsTerminal())
            Status = JobStatus.Queued;
        Generation++;
        return Verdict.Applied;
    }

    /// <summary>What the job would do by itself now; null for nothing.</summary>
    public JobSettlement? Settlement()
    {
        var runnable = _tasks.Count(task => task.Held is null && task.Status.MayBeAssigned());
        return JobMachine.Settle(Status, Sweep.None, Counts, runnable, _tasks.Count(task => task.Held is not null), new JobFailurePolicy(FailAtPercent: 50));
    }

    public void Settle(JobSettlement settlement)
    {
        SweepAll(settlement.Sweep);
        Status = settlement.Status;
        if (settlement.Sweep is not Sweep.None)
            Generation += GenerationsOfACommand;
    }

    private void SweepAll(Sweep sweep)
    {
        foreach (var task in _tasks)
        {
            if (Sweeps.Target(sweep, task.Status, task.CanceledByFailing) is { } target)
            {
                Take(task, target);
                task.CanceledByFailing = sweep is Sweep.Fail;
            }

            if (sweep is Sweep.RequeueAll or Sweep.RequeueUnfinished or Sweep.RequeueFailed)
                task.FailuresFrom = task.Open is null ? task.Attempts.Count : task.Attempts.Count - 1;
        }
    }

    private static void Take(ModelTask task, RenderTaskStatus target)
    {
        if (task.Open is { } running)
        {
            running.Outcome = AttemptOutcome.Revoked;
            task.Held = task.Attempts.Count;
        }

        task.Status = target;
        task.CanceledByFailing = false;
        if (target is RenderTaskStatus.Queued)
            task.Steps = 0;
    }
}

internal enum Verdict
{
    Applied = 0,
    Repeated = 1,
    Refused = 2,
    SlotBusy = 3,
}

internal sealed class ModelAttempt(WorkerId worker)
{
    public WorkerId Worker => worker;

    public AttemptOutcome Outcome { get; set; } = AttemptOutcome.Open;
}

internal sealed class ModelTask(TaskId id, int stepsTotal)
{
    public TaskId Id => id;

    public int StepsTotal => stepsTotal;

    public RenderTaskStatus Status { get; set; } = RenderTaskStatus.Queued;

    public int? Held { get; set; }

    public int Steps { get; set; }

    public bool CanceledByFailing { get; set; }

    /// <summary>Failures of later attempts than this count.</summary>
    public int FailuresFrom { get; set; }

    public List<ModelAttempt> Attempts { get; } = [];

    public ModelAttempt? Open => Attempts.SingleOrDefault(attempt => attempt.Outcome is AttemptOutcome.Open);

    public IEnumerable<WorkerId> FailedBy =>
        Attempts.Skip(FailuresFrom).Where(attempt => attempt.Outcome is AttemptOutcome.Failed).Select(attempt => attempt.Worker).Distinct();
}
