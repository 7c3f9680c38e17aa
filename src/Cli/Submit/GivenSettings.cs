using System.Globalization;
using System.Text.Json;
using Flamenco.Contracts.Site;

namespace Flamenco.Cli.Submit;

/// <summary>Settings as people give them, <c>--set key=value</c>, read as their job type says.</summary>
internal static class GivenSettings
{
    public static Dictionary<string, JsonElement> Read(AvailableJobType type, IEnumerable<string> given)
    {
        var settings = new Dictionary<string, JsonElement>();
        foreach (var text in given)
        {
            var mark = text.IndexOf('=', StringComparison.Ordinal);
            if (mark < 1)
                throw CliException.Refused($"--set {text}: write --set key=value");

            var key = text[..mark].Trim();
            var setting = type.Settings.FirstOrDefault(one => one.Key == key)
                ?? throw CliException.Refused($"the job type {type.Name} has no setting \"{key}\"; it has {string.Join(", ", type.Settings.Select(one => one.Key))}.");
            settings[key] = Value(setting, text[(mark + 1)..]);
        }

        return settings;
    }

    /// <summary>A value as JSON; the Server checks bounds and choices.</summary>
    public static JsonElement Value(AvailableJobSetting setting, string text) => setting.Type switch
    {
        "int32" => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            ? JsonSerializer.SerializeToElement(whole, JsonSerializerOptions.Default)
            : throw Wrong(setting, text, "a whole number"),
        "float" => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? JsonSerializer.SerializeToElement(number, JsonSerializerOptions.Default)
            : throw Wrong(setting, text, "a number"),
        "bool" => bool.TryParse(text, out var yes)
            ? JsonSerializer.SerializeToElement(yes, JsonSerializerOptions.Default)
            : throw Wrong(setting, text, "true or false"),
        _ => JsonSerializer.SerializeToElement(text, JsonSerializerOptions.Default),
    };

    private static CliException Wrong(AvailableJobSetting setting, string text, string kind) =>
        CliException.Refused($"the setting \"{setting.Key}\" must be {kind}, not \"{text}\".");
}
