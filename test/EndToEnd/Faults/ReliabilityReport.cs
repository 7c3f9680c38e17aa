using System.Globalization;

namespace Flamenco.EndToEnd.Faults;

/// <summary>Puts what a run has measured into a part of docs/reliability.md, between two marks of its own.</summary>
internal static class ReliabilityReport
{
    public static void Write(string file, string part, IReadOnlyCollection<string> figures)
    {
        var (begin, end) = ($"<!-- begin {part}, written by the run -->", $"<!-- end {part} -->");
        var text = File.ReadAllText(file);
        var (from, to) = (text.IndexOf(begin, StringComparison.Ordinal), text.IndexOf(end, StringComparison.Ordinal));
        if (from < 0 || to < from)
            throw new InvalidOperationException($"{file} has no lines \"{begin}\" and \"{end}\" to write between");

        var when = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var written = string.Join('\n', figures.Select(figure => $"- {figure}").Prepend($"Run of {when}, {Environment.ProcessorCount} cores, everything on one machine:\n"));
        File.WriteAllText(file, $"{text[..(from + begin.Length)]}\n{written}\n{text[to..]}");
    }
}
