using System.Collections.Immutable;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Scheduling;
using Flamenco.Domain.Tasks;

namespace Flamenco.Domain.Tests.Farms;

/// <summary>What is stored of a farm at one moment.</summary>
internal sealed record FarmState(ImmutableArray<JobState> Jobs)
{
    public string Describe() => string.Join('\n', Jobs.Select(job =>
        $"{job.Plan.Id} {job.Priority} {job.Status} {job.Sweep}@{job.Next} {string.Join(',', job.Blocklist)} "
        + string.Join(' ', job.Tasks.Select(task =>
            $"{task.Number}:{task.Status}/{task.Held}/{task.Version}[{string.Join(',', task.Attempts)}]({string.Join(',', task.FailedBy)})"))));
}

/// <param name="Plan">As submitted.</param>
/// <param name="Priority">Higher first.</param>
/// <param name="Status">As stored.</param>
/// <param name="Sweep">What is carried to its tasks.</param>
/// <param name="Next">The first task that the sweep has not reached.</param>
/// <param name="After">The job's status when it is through.</param>
/// <param name="Tasks">By number.</param>
/// <param name="Blocklist">Who gets no more tasks of which type, in the order in which they were blocked.</param>
internal sealed record JobState(
    JobPlan Plan,
    int Priority,
    JobStatus Status,
    Sweep Sweep,
    uint Next,
    JobStatus After,
    ImmutableArray<TaskState> Tasks,
    ImmutableList<BlocklistEntry> Blocklist)
{
    public TaskState? Find(uint number) => Tasks.FirstOrDefault(task => task.Number == number);

    public TaskPlan PlanOf(TaskState task) => Plan.Tasks[(int)task.Number - 1];

    public bool IsReady(TaskState task) => PlanOf(task).DependsOn.All(number => Find(number) is { Status: RenderTaskStatus.Completed });

    /// <summary>May this task be given to this Worker now, by everything that is stored?</summary>
    public bool IsFreeFor(TaskState task, WorkerProfile worker) =>
        Status.Runs()
        && task.Status.MayBeAssigned()
        && task.Held is null
        && IsReady(task)
        && (Plan.Tag is null || worker.Tags.Contains(Plan.Tag))
        && worker.TaskTypes.Contains(PlanOf(task).Type)
        && !task.FailedBy.Contains(worker.Id)
        && !Blocklist.Contains(new BlocklistEntry(PlanOf(task).Type, worker.Id));
}

/// <param name="Number">Unique in the job.</param>
/// <param name="Status">As stored.</param>
/// <param name="Held">A revoked attempt that may still run.</param>
/// <param name="Version">Rises with every write.</param>
/// <param name="Attempts">All of them, the last one last.</param>
/// <param name="FailedBy">Distinct Workers that failed it.</param>
/// <param name="CanceledByFailing">Was it canceled because its job failed?</param>
internal sealed record TaskState(
    uint Number,
    RenderTaskStatus Status,
    int? Held,
    int Version,
    ImmutableList<AttemptState> Attempts,
    ImmutableList<WorkerId> FailedBy,
    bool CanceledByFailing)
{
    public AttemptState? Open => Attempts.Count > 0 && Attempts[^1].Outcome is AttemptOutcome.Open ? Attempts[^1] : null;
}

internal sealed record AttemptState(WorkerId Worker, AttemptOutcome Outcome);

/// <summary>One step, and what it changed.</summary>
/// <param name="Step">What happened.</param>
/// <param name="Before">What was stored before it.</param>
/// <param name="After">What was stored when all that follows from it was done.</param>
/// <param name="Accepted">Was it allowed and did it change something?</param>
internal sealed record Moment(Step Step, FarmState Before, FarmState After, bool Accepted)
{
    /// <summary>Who asked for a task; null: nobody.</summary>
    public WorkerProfile? Asked { get; init; }

    /// <summary>What they were given; null: nothing.</summary>
    public (JobId Job, uint Task)? Given { get; init; }

    public IEnumerable<(JobState Before, JobState After)> Jobs => Before.Jobs.Zip(After.Jobs);

    /// <summary>Tasks that are there before and after it.</summary>
    public IEnumerable<(JobState Job, TaskState Before, TaskState After)> Tasks =>
        from job in Jobs
        from after in job.After.Tasks
        let before = job.Before.Find(after.Number)
        where before is not null
        select (job.Before, before, after);
}
