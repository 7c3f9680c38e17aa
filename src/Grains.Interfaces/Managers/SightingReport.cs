using Flamenco.Domain.Identity;

namespace Flamenco.Grains.Interfaces.Managers;

/// <summary>Whom a gateway has seen since its report before.</summary>
[GenerateSerializer, Alias(WireNames.SightingReport)]
public sealed record SightingReport
{
    /// <summary>Which life of which gateway reports.</summary>
    [Id(0)]
    public required Guid Gateway { get; init; }

    [Id(1)]
    public required IReadOnlyList<WorkerSighting> Seen { get; init; }
}

/// <param name="Worker">Who showed a sign of life.</param>
/// <param name="Ago">How long before the report, on the gateway's monotonic clock.</param>
[GenerateSerializer, Alias(WireNames.WorkerSighting)]
public readonly record struct WorkerSighting([property: Id(0)] WorkerId Worker, [property: Id(1)] TimeSpan Ago);

/// <param name="Next">When to report again.</param>
[GenerateSerializer, Alias(WireNames.SightingsTaken)]
public sealed record SightingsTaken([property: Id(0)] TimeSpan Next);
