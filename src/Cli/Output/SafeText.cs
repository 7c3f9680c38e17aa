using System.Globalization;

namespace Flamenco.Cli.Output;

/// <summary>Text from the farm (names, activities, logs) in a form that can not command the terminal that shows it.</summary>
internal static class SafeText
{
    private const char StandIn = '\uFFFD';

    /// <summary>For one line: every control character and every one that changes the direction of writing becomes a stand-in.</summary>
    public static string Line(string? text) => Replace(text, keepLineEnds: false);

    /// <summary>The same, but line ends and tabs stay.</summary>
    public static string Lines(string? text) => Replace(text, keepLineEnds: true);

    public static bool Commands(char character) =>
        char.IsControl(character)
        || char.GetUnicodeCategory(character) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || character is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    private static string Replace(string? text, bool keepLineEnds)
    {
        text ??= string.Empty;
        return text.Any(Unwanted)
            ? string.Create(text.Length, text, (target, source) =>
            {
                for (var at = 0; at < source.Length; at++)
                    target[at] = Unwanted(source[at]) ? StandIn : source[at];
            })
            : text;

        bool Unwanted(char character) => Commands(character) && !(keepLineEnds && character is '\n' or '\t');
    }
}
