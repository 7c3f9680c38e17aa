using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces.Access;

namespace Flamenco.Grains.Interfaces.Tags;

/// <summary>A site's Worker tags. Key: the Manager's id. Nothing in memory.</summary>
[Alias(WireNames.TagsGrain)]
public interface ITagsGrain : IGrainWithGuidKey
{
    /// <summary>The site's tags, by name. Idempotent.</summary>
    [Alias("list")]
    Task<IReadOnlyList<TagView>> ListAsync(CancellationToken cancellation = default);

    /// <summary>Makes a tag. Durable when it answers. Not idempotent: a name is there once.</summary>
    [Alias("create")]
    Task<TagResult> CreateAsync(ChangeTag request, CancellationToken cancellation = default);

    /// <summary>Gives a tag another name, and a description if one is given. Durable when it answers. Idempotent.</summary>
    [Alias("update")]
    Task<TagResult> UpdateAsync(TagId tag, ChangeTag request, CancellationToken cancellation = default);

    /// <summary>Removes a tag: nobody is its member any more, and jobs that had it are for everybody. Durable when it answers. Idempotent.</summary>
    /// <returns>Was there such a tag?</returns>
    [Alias("delete")]
    Task<bool> DeleteAsync(TagId tag, Actor actor, CancellationToken cancellation = default);
}

/// <summary>A named group of Workers as people see it.</summary>
/// <param name="Id">The tag's id.</param>
/// <param name="Manager">The site that it is of.</param>
/// <param name="Name">Once in a site.</param>
/// <param name="Description">May be empty.</param>
[GenerateSerializer, Alias(WireNames.TagView)]
public sealed record TagView(
    [property: Id(0)] TagId Id, [property: Id(1)] ManagerId Manager, [property: Id(2)] string Name, [property: Id(3)] string Description);

/// <param name="Name">The tag's name.</param>
/// <param name="Description">Null: as it is, or empty.</param>
/// <param name="Actor">Who asks for it.</param>
[GenerateSerializer, Alias(WireNames.ChangeTag)]
public sealed record ChangeTag([property: Id(0)] string Name, [property: Id(1)] string? Description, [property: Id(2)] Actor Actor);

/// <param name="Verdict">Whether it was done.</param>
/// <param name="Tag">The tag, if it was done.</param>
[GenerateSerializer, Alias(WireNames.TagResult)]
public sealed record TagResult([property: Id(0)] TagVerdict Verdict, [property: Id(1)] TagView? Tag);

[GenerateSerializer, Alias(WireNames.TagVerdict)]
public enum TagVerdict
{
    Done = 0,

    /// <summary>There is no such tag, or no such Worker.</summary>
    NotFound = 1,

    /// <summary>The site has a tag of that name.</summary>
    NameTaken = 2,

    /// <summary>One of the tags is not one of the Worker's site.</summary>
    NoSuchTag = 3,
}
