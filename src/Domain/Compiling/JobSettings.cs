using System.Text.Json;

namespace Flamenco.Domain.Compiling;

/// <summary>A job's settings, checked against its type's schema: every value has its setting's kind, defaults are filled in.</summary>
public sealed class JobSettings
{
    private readonly Dictionary<string, JsonElement> _values;

    private JobSettings(Dictionary<string, JsonElement> values) => _values = values;

    public IReadOnlyDictionary<string, JsonElement> Values => _values;

    /// <summary>Checks all settings and says everything that is wrong with them at once.</summary>
    /// <returns>The settings that are right, and what is wrong with the others; all is well only if nothing is.</returns>
    public static (JobSettings Settings, IReadOnlyList<string> Problems) Check(
        JobTypeSchema schema, IReadOnlyDictionary<string, JsonElement> given)
    {
        var problems = given.Keys
            .Where(key => schema.Settings.All(setting => setting.Key != key))
            .Select(key => $"the job type {schema.Name} has no setting \"{key}\"; it has {string.Join(", ", schema.Settings.Select(s => s.Key))}")
            .ToList();

        var values = new Dictionary<string, JsonElement>();
        foreach (var setting in schema.Settings)
        {
            if (!given.TryGetValue(setting.Key, out var value) || value.ValueKind is JsonValueKind.Null)
            {
                if (setting.Default is { } standard)
                    values[setting.Key] = standard;
                else if (setting.Required)
                    problems.Add($"the setting \"{setting.Key}\" is missing");
            }
            else if (Problem(setting, value) is { } problem)
            {
                problems.Add(problem);
            }
            else
            {
                values[setting.Key] = value;
            }
        }

        return (new JobSettings(values), problems);
    }

    /// <summary>The text of a setting; null if it has none or it is blank.</summary>
    public string? Text(string key) =>
        _values.TryGetValue(key, out var value) && value.GetString() is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    public int Int32(string key) => _values.TryGetValue(key, out var value) ? (int)value.GetDouble() : 0;

    public double Float(string key) => _values.TryGetValue(key, out var value) ? value.GetDouble() : 0;

    public bool Bool(string key) => _values.TryGetValue(key, out var value) && value.GetBoolean();

    /// <summary>These settings with one of them replaced.</summary>
    public JobSettings With(string key, string value) =>
        new(new Dictionary<string, JsonElement>(_values) { [key] = JsonSerializer.SerializeToElement(value) });

    private static string? Problem(SettingSchema setting, JsonElement value) => setting.Kind switch
    {
        SettingKind.Bool when value.ValueKind is JsonValueKind.True or JsonValueKind.False => null,
        SettingKind.Bool => $"the setting \"{setting.Key}\" must be true or false, not {Shown(value)}",
        SettingKind.Text when value.ValueKind is not JsonValueKind.String =>
            $"the setting \"{setting.Key}\" must be a text, not {Shown(value)}",
        SettingKind.Text => TextOf(value) is { } text
            ? TextProblem(setting, text)
            : $"the setting \"{setting.Key}\" holds half a character (an unpaired surrogate)",
        SettingKind.Int32 when value.ValueKind is not JsonValueKind.Number || !value.TryGetDouble(out var number)
            || number != Math.Truncate(number) || Math.Abs(number) > int.MaxValue =>
            $"the setting \"{setting.Key}\" must be a whole number, not {Shown(value)}",
        SettingKind.Float when value.ValueKind is not JsonValueKind.Number || !value.TryGetDouble(out var number) || !double.IsFinite(number) =>
            $"the setting \"{setting.Key}\" must be a number, not {Shown(value)}",
        _ => Bound(setting, value.GetDouble()),
    };

    /// <summary>The text of a JSON string; null where it is valid JSON and still no text, as <c>"\ud800"</c> is.</summary>
    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? TextProblem(SettingSchema setting, string text)
    {
        if (text.Any(char.IsControl))
            return $"the setting \"{setting.Key}\" holds a control character";
        if (text.Length > 10_000)
            return $"the setting \"{setting.Key}\" is longer than 10,000 characters";
        if (setting.Choices.Count > 0 && !setting.Choices.Contains(text))
            return $"the setting \"{setting.Key}\" must be one of {string.Join(", ", setting.Choices)}, not \"{text}\"";
        return setting.Required && string.IsNullOrWhiteSpace(text) ? $"the setting \"{setting.Key}\" is empty" : null;
    }

    private static string? Bound(SettingSchema setting, double number) =>
        number < setting.Min ? $"the setting \"{setting.Key}\" is {number}; it must be at least {setting.Min}"
        : number > setting.Max ? $"the setting \"{setting.Key}\" is {number}; it may be at most {setting.Max}"
        : null;

    private static string Shown(JsonElement value) => value.GetRawText() is { Length: > 60 } text ? text[..60] + "…" : value.GetRawText();
}
