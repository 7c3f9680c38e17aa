using Flamenco.Domain.Identity;

namespace Flamenco.Grains.Interfaces.Jobs;

/// <summary>A person takes Workers from a job's blocklist.</summary>
[GenerateSerializer, Immutable, Alias(WireNames.UnblockWorkers)]
public sealed record UnblockWorkers
{
    /// <summary>At least one. Those that are not on the list do no harm; names do not matter.</summary>
    [Id(0)]
    public required IReadOnlyList<BlockedWorker> Entries { get; init; }

    [Id(1)]
    public required Access.Actor Actor { get; init; }

    /// <inheritdoc cref="CommandJob.IdempotencyKey"/>
    [Id(2)]
    public string? IdempotencyKey { get; init; }
}

/// <summary>A Worker that gets no more tasks of a type of a job.</summary>
[GenerateSerializer, Immutable, Alias(WireNames.BlockedWorker)]
public sealed record BlockedWorker(
    [property: Id(0)] WorkerId Worker, [property: Id(1)] string TaskType, [property: Id(2)] string WorkerName);
