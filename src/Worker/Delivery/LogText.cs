using System.Text;
using System.Text.RegularExpressions;

namespace Flamenco.Worker.Delivery;

/// <summary>Makes a line of a program's output fit for a log that people read in a terminal or a browser.</summary>
internal static partial class LogText
{
    /// <summary>Without terminal sequences and control characters; a tab stays.</summary>
    public static string Clean(string line)
    {
        if (!line.Any(IsControl))
            return line;
        var text = new StringBuilder(line.Length);
        foreach (var character in TerminalSequence().Replace(line, ""))
            if (!IsControl(character))
                text.Append(character);
        return text.ToString();
    }

    private static bool IsControl(char character) => char.IsControl(character) && character != '\t';

    [GeneratedRegex(@"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)?|[@-Z\\-_])|\x9b[0-?]*[ -/]*[@-~]", RegexOptions.ExplicitCapture)]
    private static partial Regex TerminalSequence();
}
