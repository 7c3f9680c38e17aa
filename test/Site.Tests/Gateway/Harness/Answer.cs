using System.Text.Json;

namespace Flamenco.Site.Tests.Gateway.Harness;

/// <summary>What a Manager answered.</summary>
internal sealed record Answer(int Status, string Text, string? ContentType, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Body => JsonDocument.Parse(Text).RootElement;

    /// <summary>The names of the body's members, in order of the alphabet.</summary>
    public IEnumerable<string> Members => Body.MembersOf();

    public override string ToString() => $"{Status} {Text}";
}

internal static class JsonShape
{
    public static IEnumerable<string> MembersOf(this JsonElement element) =>
        element.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal);

    /// <summary>Every value in it, at any depth.</summary>
    public static IEnumerable<JsonElement> Everything(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => member.Value.Everything()).Prepend(element),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Everything).Prepend(element),
        _ => [element],
    };
}
