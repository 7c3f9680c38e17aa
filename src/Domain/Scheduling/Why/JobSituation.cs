using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;

namespace Flamenco.Domain.Scheduling.Why;

/// <summary>A job as far as it matters to its tasks.</summary>
/// <param name="Id">Which job.</param>
/// <param name="Status">As stored.</param>
/// <param name="Sweep">What is carried to its tasks.</param>
/// <param name="Tag">Name of the tag that its Workers must have; null: none, or it has no name.</param>
public sealed record JobSituation(JobId Id, JobStatus Status, Sweep Sweep, string? Tag = null);
