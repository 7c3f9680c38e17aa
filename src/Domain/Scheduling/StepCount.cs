namespace Flamenco.Domain.Scheduling;

/// <summary>How far some tasks are, in steps.</summary>
public readonly record struct StepCount(long Completed, long Total);
