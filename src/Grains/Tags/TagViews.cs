using Flamenco.Grains.Interfaces.Tags;
using Flamenco.Storage.Tags;

namespace Flamenco.Grains.Tags;

/// <summary>Tags as people see them.</summary>
internal static class TagViews
{
    public static TagView From(TagRow tag) => new(tag.Id, tag.Manager, tag.Name, tag.Description);
}
