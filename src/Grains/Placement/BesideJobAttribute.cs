using Orleans.Placement;

namespace Flamenco.Grains.Placement;

/// <summary>
/// The grain is placed on the silo that its job's id falls to, so that a job and its tasks share one, and with it one
/// committer. For grains whose key is a job's or a task's id.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class BesideJobAttribute() : PlacementAttribute(new BesideJobPlacement());

/// <inheritdoc cref="BesideJobAttribute"/>
[GenerateSerializer, Immutable]
internal sealed class BesideJobPlacement : PlacementStrategy;
