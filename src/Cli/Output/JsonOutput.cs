using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Flamenco.Contracts;

namespace Flamenco.Cli.Output;

internal static class JsonOutput
{
    /// <summary>Prints a result of an API as JSON, alone on standard output.</summary>
    public static void ShowJson<T>(this Session session, T value) =>
        session.ShowJson(value, (JsonTypeInfo<T>)FlamencoJson.Indented.GetTypeInfo(typeof(T))!);

    public static void ShowJson<T>(this Session session, T value, JsonTypeInfo<T> type) =>
        session.Out.WriteLine(JsonSerializer.Serialize(value, type));
}
