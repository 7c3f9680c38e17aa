using Flamenco.Domain.Failures;
using Flamenco.Domain.Jobs;

namespace Flamenco.Grains.Jobs;

/// <summary>How jobs and tasks fail, and how often a job looks for what it missed. Section <c>Jobs</c>.</summary>
public sealed class JobOptions
{
    /// <summary>Distinct Workers that must fail a task before it is failed for good. 1 to 100, default 3.</summary>
    public int FailTaskAfterWorkers { get; set; } = 3;

    /// <summary>A job fails when this share of its tasks has failed for good. Percent, 1 to 100, default 10.</summary>
    public int FailJobAtPercent { get; set; } = 10;

    /// <summary>How often an unfinished job reads what has changed in its rows. 1 s to 10 min, default 10 s.</summary>
    public TimeSpan Beat { get; set; } = TimeSpan.FromSeconds(10);

    public FailurePolicy FailurePolicy => new(FailTaskAfterWorkers);

    public JobFailurePolicy JobFailurePolicy => new(FailJobAtPercent);

    /// <summary>What is wrong with these options, naming key, value and bound; null: nothing.</summary>
    public string? Problem() =>
        FailTaskAfterWorkers is < 1 or > 100 ? $"Jobs:FailTaskAfterWorkers is {FailTaskAfterWorkers}; it must be 1 to 100"
        : FailJobAtPercent is < 1 or > 100 ? $"Jobs:FailJobAtPercent is {FailJobAtPercent}; it must be 1 to 100"
        : Beat < TimeSpan.FromSeconds(1) || Beat > TimeSpan.FromMinutes(10) ? $"Jobs:Beat is {Beat}; it must be 00:00:01 to 00:10:00"
        : null;
}
