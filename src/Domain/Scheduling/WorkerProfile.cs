using Flamenco.Domain.Identity;

namespace Flamenco.Domain.Scheduling;

/// <summary>What decides which tasks a Worker may get.</summary>
/// <param name="Id">Which Worker.</param>
/// <param name="TaskTypes">What it can run.</param>
/// <param name="Tags">Groups that it belongs to.</param>
public sealed record WorkerProfile(WorkerId Id, IReadOnlyList<string> TaskTypes, IReadOnlyList<string> Tags)
{
    /// <summary>May it work for a job with this tag? A job without one is for everybody, one with it for its members only.</summary>
    public bool Serves(string? tag) => tag is null || Tags.Contains(tag);

    /// <summary>Could it run tasks of this type of a job with this tag, as far as it is itself concerned?</summary>
    public bool CanRun(string taskType, string? tag) => Serves(tag) && TaskTypes.Contains(taskType);
}
