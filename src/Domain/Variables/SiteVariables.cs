namespace Flamenco.Domain.Variables;

/// <summary>
/// A site's one-way variables: <c>{blender}</c> in a command becomes what the site has for the Worker's platform.
/// Unknown names stay as they are.
/// </summary>
/// <param name="Values">Name to (platform to value); the platform <c>all</c> is for every platform without a value of its own.</param>
public sealed record SiteVariables(IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Values)
{
    /// <summary>What a site has that configures nothing: Blender from the path, without scripts of the file.</summary>
    public static SiteVariables Default { get; } = new(new Dictionary<string, IReadOnlyDictionary<string, string>>
    {
        ["blender"] = new Dictionary<string, string> { ["all"] = "blender", ["windows"] = "blender.exe" },
        ["blenderArgs"] = new Dictionary<string, string> { ["all"] = "-b -Y" },
    });

    /// <summary>These variables, with those of <paramref name="other"/> in their place where both have a name.</summary>
    public SiteVariables OverlaidBy(SiteVariables other)
    {
        var values = new Dictionary<string, IReadOnlyDictionary<string, string>>(Values);
        foreach (var (name, perPlatform) in other.Values)
            values[name] = perPlatform;
        return new SiteVariables(values);
    }

    public string? Value(string name, string platform) =>
        !Values.TryGetValue(name, out var perPlatform) ? null
        : perPlatform.TryGetValue(platform, out var value) || perPlatform.TryGetValue("all", out value) ? value
        : null;

    public string Expand(string text, string platform)
    {
        if (!text.Contains('{', StringComparison.Ordinal))
            return text;

        foreach (var name in Values.Keys)
        {
            if (Value(name, platform) is { } value)
                text = text.Replace($"{{{name}}}", value, StringComparison.Ordinal);
        }

        return text;
    }
}
