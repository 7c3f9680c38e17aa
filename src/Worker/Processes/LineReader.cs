using System.Text;

namespace Flamenco.Worker.Processes;

/// <summary>Cuts a program's output into lines: at line feeds and carriage returns, and where a line is very long.</summary>
internal static class LineReader
{
    /// <summary>Longer lines are cut into several. Characters.</summary>
    public const int LongestLine = 40_960;

    public static async Task ReadAsync(Stream stream, Action<string> onLine)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: false);
        var buffer = new char[8_192];
        var line = new StringBuilder();
        int read;
        while ((read = await reader.ReadAsync(buffer)) > 0)
            foreach (var character in buffer.AsSpan(0, read))
                Add(character);
        if (line.Length > 0)
            onLine(line.ToString());

        void Add(char character)
        {
            // A line feed after a carriage return ends nothing any more; an empty line is kept only when a line feed made it.
            if (character == '\r' && line.Length == 0)
                return;
            if (character is not ('\n' or '\r'))
                line.Append(character);
            if (character is '\n' or '\r' || (line.Length >= LongestLine && !char.IsHighSurrogate(character)))
            {
                onLine(line.ToString());
                line.Clear();
            }
        }
    }
}
