using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces.Access;

namespace Flamenco.Grains.Interfaces.Tags;

/// <param name="Tags">All tags that the Worker is to have.</param>
/// <param name="Actor">Who asks for it.</param>
[GenerateSerializer, Alias(WireNames.TagWorker)]
public sealed record TagWorker([property: Id(0)] IReadOnlyList<TagId> Tags, [property: Id(1)] Actor Actor);

/// <param name="Tag">Only Workers with this tag get the job's tasks; null: everybody.</param>
/// <param name="Actor">Who asks for it.</param>
/// <param name="IdempotencyKey">The same key again gives the first answer; null: none.</param>
[GenerateSerializer, Alias(WireNames.TagJob)]
public sealed record TagJob([property: Id(0)] TagId? Tag, [property: Id(1)] Actor Actor, [property: Id(2)] string? IdempotencyKey);
