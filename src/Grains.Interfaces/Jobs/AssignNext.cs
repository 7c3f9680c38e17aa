using Flamenco.Grains.Interfaces.Workers;

namespace Flamenco.Grains.Interfaces.Jobs;

/// <summary>A Worker that could start a task now, and the ask that its answer belongs to.</summary>
[GenerateSerializer, Immutable, Alias(WireNames.AssignNext)]
public sealed record AssignNext
{
    [Id(0)]
    public required AskTask Ask { get; init; }

    [Id(1)]
    public required IReadOnlyList<string> TaskTypes { get; init; }

    /// <summary>Groups that the Worker is a member of.</summary>
    [Id(2)]
    public IReadOnlyList<string> Tags { get; init; } = [];
}
