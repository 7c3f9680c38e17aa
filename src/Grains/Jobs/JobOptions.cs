using Flamenco.Domain.Failures;
using Flamenco.Domain.Jobs;

namespace Flamenco.Grains.Jobs;

/// <summary>How jobs and tasks fail, and how often a job looks for what it missed. Section <c>Jobs</c>.</summary>
public sealed class JobOptions
{
    /// <summary>Distinct Workers that must fail a task before it is failed for good. 1 to 100, default 3.</summary>
    public int FailTaskAfterWorkers { get; set; } = 3;

    /// <summary>Tasks of one type in one job that a Worker may fail before it gets no more of them. 1 to 1,000, default 3.</summary>
    public int BlockWorkerAfterTasks { get; set; } = 3;

    /// <summary>A job fails when this share of its tasks has failed for good. Percent, 1 to 100, default 10.</summary>
    public int FailJobAtPercent { get; set; } = 10;

    /// <summary>How often an unfinished job reads what has changed in its rows. 1 s to 10 min, default 10 s.</summary>
    public TimeSpan Beat { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A job that is being stored is given up when nothing of it has arrived for so long; only where several Servers share a
    /// database. 1 min to 1 day, default 10 min.
    /// </summary>
    public TimeSpan AbandonedAfter { get; set; } = TimeSpan.FromMinutes(10);

    public FailurePolicy FailurePolicy => new(FailTaskAfterWorkers, BlockWorkerAfterTasks);

    public JobFailurePolicy JobFailurePolicy => new(FailJobAtPercent);

    /// <summary>What is wrong with these options, naming key, value and bound; null: nothing.</summary>
    public string? Problem() =>
        FailTaskAfterWorkers is < 1 or > 100 ? $"Jobs:FailTaskAfterWorkers is {FailTaskAfterWorkers}; it must be 1 to 100"
        : BlockWorkerAfterTasks is < 1 or > 1000 ? $"Jobs:BlockWorkerAfterTasks is {BlockWorkerAfterTasks}; it must be 1 to 1,000"
        : FailJobAtPercent is < 1 or > 100 ? $"Jobs:FailJobAtPercent is {FailJobAtPercent}; it must be 1 to 100"
        : Beat < TimeSpan.FromSeconds(1) || Beat > TimeSpan.FromMinutes(10) ? $"Jobs:Beat is {Beat}; it must be 00:00:01 to 00:10:00"
        : AbandonedAfter < TimeSpan.FromMinutes(1) || AbandonedAfter > TimeSpan.FromDays(1) ? $"Jobs:AbandonedAfter is {AbandonedAfter}; it must be 00:01:00 to 1.00:00:00"
        : null;
}
