using Flamenco.Domain.Identity;

namespace Flamenco.Grains.Interfaces.Jobs;

/// <summary>A Worker that could start a task now, and the ask that its answer belongs to.</summary>
[GenerateSerializer, Alias(WireNames.AssignNext)]
public sealed record AssignNext
{
    [Id(0)]
    public required WorkerId Worker { get; init; }

    [Id(1)]
    public required IReadOnlyList<string> TaskTypes { get; init; }

    [Id(2)]
    public required int Slot { get; init; }

    [Id(3)]
    public required long Life { get; init; }

    [Id(4)]
    public required long Ask { get; init; }

    /// <summary>Groups that the Worker is a member of.</summary>
    [Id(5)]
    public IReadOnlyList<string> Tags { get; init; } = [];
}
