using Flamenco.Contracts.Server;
using Flamenco.Contracts.Site;
using Flamenco.Grains.Interfaces.Tags;

namespace Flamenco.Http.Translation;

/// <summary>Between what grains say of Worker tags and what stands in the HTTP contracts.</summary>
public static class TagTranslation
{
    private const int LongestText = 500;

    /// <summary>At most so many tags does one Worker have.</summary>
    public const int MostTags = 1_000;

    public const string WhatIsWrong = "a tag's name has 1 to 500 characters, its description at most 500, none of them a control character";

    public static bool IsTag(string? name, string? description) =>
        !string.IsNullOrWhiteSpace(name) && IsText(name) && (description is null || IsText(description));

    public static Tag ToServerTag(this TagView tag) => new()
    {
        Id = tag.Id.Value, Name = tag.Name, Description = tag.Description, Manager = tag.Manager.Value,
    };

    /// <summary>A tag as Flamenco 3 clients know it: without a description where there is none.</summary>
    public static WorkerTag ToWorkerTag(this TagView tag) => new()
    {
        Id = tag.Id.Value, Name = tag.Name, Description = tag.Description.Length > 0 ? tag.Description : null,
    };

    private static bool IsText(string text) => text.Length <= LongestText && !text.Any(char.IsControl);
}
