namespace Flamenco.Domain.Jobs;

/// <summary>A change that a job makes by itself: its new status, what happens to its tasks, and why.</summary>
public sealed record JobSettlement(JobStatus Status, Sweep Sweep, string Reason);
