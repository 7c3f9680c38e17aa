namespace Flamenco.Domain.Jobs;

/// <summary>When do failed tasks fail their job?</summary>
/// <param name="FailAtPercent">The job fails when at least this share of its tasks has failed for good. Percent, 1 to 100.</param>
public sealed record JobFailurePolicy(int FailAtPercent = 10);
