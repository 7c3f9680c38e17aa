using System.Text.Json;
using Flamenco.Contracts.Site;

namespace Flamenco.Worker.Execution;

/// <summary>A command's parameters, read strictly: a wrong one fails the task with a message that names it.</summary>
internal sealed class CommandParameters(Command command)
{
    /// <summary>A text that must be there and not be empty.</summary>
    public string Text(string name) =>
        TextOrEmpty(name) is { Length: > 0 } text ? text : throw Wrong(name, "must not be empty");

    /// <summary>A text that must be there but may be empty.</summary>
    public string TextOrEmpty(string name) => Find(name) switch
    {
        { ValueKind: JsonValueKind.String } value => WithoutNul(name, value.GetString()!),
        null => throw Wrong(name, "is missing"),
        _ => throw Wrong(name, "must be a text"),
    };

    public string OptionalText(string name) => Find(name) is null ? "" : TextOrEmpty(name);

    /// <summary>Any JSON value, as text.</summary>
    public string Anything(string name) => Find(name) is { } value ? Printed(value) : throw Wrong(name, "is missing");

    public string AbsolutePath(string name)
    {
        var path = Text(name);
        return Path.IsPathFullyQualified(path) ? path : throw Wrong(name, $"must be an absolute path, it is \"{path}\"");
    }

    /// <summary>Words; anything in the list that is no text is printed as text. Missing: empty.</summary>
    public IReadOnlyList<string> List(string name) => Find(name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(item => WithoutNul(name, Printed(item)))],
        _ => throw Wrong(name, "must be a list"),
    };

    public double Number(string name) => Find(name) switch
    {
        { ValueKind: JsonValueKind.Number } value when value.TryGetDouble(out var number) && double.IsFinite(number) => number,
        null => throw Wrong(name, "is missing"),
        _ => throw Wrong(name, "must be a number"),
    };

    public CommandFailedException Wrong(string name, string what) => new($"command {command.Name}: parameter \"{name}\" {what}");

    private JsonElement? Find(string name)
    {
        if (command.Parameters.ValueKind != JsonValueKind.Object)
            throw new CommandFailedException($"command {command.Name}: its parameters must be a JSON object");
        return command.Parameters.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private static string Printed(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private string WithoutNul(string name, string text) =>
        text.Contains('\0') ? throw Wrong(name, "must not contain a NUL character") : text;
}
