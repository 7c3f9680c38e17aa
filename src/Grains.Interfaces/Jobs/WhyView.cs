using Flamenco.Domain.Identity;

namespace Flamenco.Grains.Interfaces.Jobs;

/// <summary>Why a job, a task or a Worker does what it does: the scheduler's own reason.</summary>
[GenerateSerializer, Immutable, Alias(WireNames.WhyView)]
public sealed record WhyView
{
    /// <summary>A <see cref="Domain.Scheduling.Why.WhyCode"/> by its wire name.</summary>
    [Id(0)]
    public required string Code { get; init; }

    /// <summary>A sentence for people, without a full stop.</summary>
    [Id(1)]
    public required string Words { get; init; }

    /// <summary>Tasks that it is about; at most 100.</summary>
    [Id(2)]
    public IReadOnlyList<TaskId> Tasks { get; init; } = [];

    /// <summary>Workers that it is about; at most 100.</summary>
    [Id(3)]
    public IReadOnlyList<WorkerId> Workers { get; init; } = [];

    /// <summary>Jobs that it is about; at most 100.</summary>
    [Id(4)]
    public IReadOnlyList<JobId> Jobs { get; init; } = [];

    /// <summary>Tasks of the same job and type that are handed out before it.</summary>
    [Id(5)]
    public int Before { get; init; }
}

/// <summary>A Worker that wants to know what it would get.</summary>
[GenerateSerializer, Immutable, Alias(WireNames.NextFor)]
public sealed record NextFor(
    [property: Id(0)] WorkerId Worker, [property: Id(1)] IReadOnlyList<string> TaskTypes, [property: Id(2)] IReadOnlyList<string> Tags);
