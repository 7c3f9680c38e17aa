using Flamenco.Domain.Identity;

namespace Flamenco.Domain.Scheduling.Why;

/// <summary>The scheduler's own reason, as data and in words.</summary>
/// <param name="Code">Which reason.</param>
/// <param name="Words">A sentence for people, without a full stop.</param>
public sealed record Reason(WhyCode Code, string Words)
{
    /// <summary>So many ids are named at most; the words count all.</summary>
    public const int MostNamed = 100;

    /// <summary>Tasks that it is about: those that it waits for, or the one that comes next.</summary>
    public IReadOnlyList<TaskId> Tasks { get; init; } = [];

    /// <summary>Workers that it is about.</summary>
    public IReadOnlyList<WorkerId> Workers { get; init; } = [];

    /// <summary>Jobs that it is about.</summary>
    public IReadOnlyList<JobId> Jobs { get; init; } = [];

    /// <summary>Tasks that are handed out before it, if it may start.</summary>
    public int Before { get; init; }
}
