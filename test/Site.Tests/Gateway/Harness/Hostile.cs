using System.Text.Json;
using System.Text.Json.Nodes;

namespace Flamenco.Site.Tests.Gateway.Harness;

/// <summary>What must never be more than refused, wherever it is sent.</summary>
internal static class Hostile
{
    /// <summary>JSON values, each in the place of any member.</summary>
    public static readonly IReadOnlyList<string> Values =
    [
        "null", "true", "{}", "[]", "[null]", "[[]]", "[{}]", "-1", "0", "1.5", "1e999", "-9223372036854775809", "9223372036854775808",
        "18446744073709551616", "\"\"", "\" \"", "\"-1\"", "\"NaN\"", "\"\\u0000\"", "\"\\u001b[2J\\r\\n\"", "\"\\ud800\"", "\"\\udc00\\ud800\"",
        "\"../../etc/passwd\"", "\"C:\\\\windows\\\\..\"", "\"\\\\\\\\server\\\\share\"", "\"--python-expr\"", "\"'; DROP TABLE jobs; --\"",
        "\"<img src=x onerror=alert(1)>\"", "\"{blender}{{\"", "\"\\u202egnp.exe\"", "\"1-999999999\"", "\"10-1\"",
        $"\"{new string('x', 100_000)}\"", Nested(60), Nested(10_000), "{\"a\":1,\"a\":2}",
    ];

    /// <summary>Bodies that are not what any route takes.</summary>
    public static readonly IReadOnlyList<string> Bodies =
    [
        "", " ", "{", "}", "nothing", "\"text\"", "7", "null", "[]", "{}", "{\"a\":1}{\"b\":2}", "{,}", "{\"a\":NaN}", "\ufeff{}", Nested(10_000),
        "<job/>", "name=x&type=y", "{\"__proto__\":{\"x\":1}}", "// comment\n{}", "{\"name\":\"x\",\"name\":\"y\"}",
    ];

    /// <summary>The body with each of its members replaced by each hostile value, at any depth.</summary>
    public static IEnumerable<string> Variants(string json)
    {
        foreach (var path in PathsOf(JsonNode.Parse(json)!, []))
        {
            foreach (var value in Values)
                yield return Replaced(json, path, value);
        }
    }

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    private static IEnumerable<string[]> PathsOf(JsonNode node, string[] path) => node is JsonObject members
        ? members.SelectMany(member => member.Value is null ? [] : PathsOf(member.Value, [.. path, member.Key]).Prepend([.. path, member.Key]))
        : [];

    /// <summary>The value is put in as text, because most of them are no JSON that a writer would write.</summary>
    private static string Replaced(string json, string[] path, string value)
    {
        const string place = "the-place-of-the-hostile-value";
        var root = JsonNode.Parse(json)!;
        path[..^1].Aggregate(root, (node, name) => node[name]!)[path[^1]] = place;
        return root.ToJsonString().Replace(JsonSerializer.Serialize(place), value, StringComparison.Ordinal);
    }
}
