using System.Globalization;
using System.Text;

namespace Flamenco.Worker.Processes;

/// <summary>A process as it was at one moment.</summary>
/// <param name="Id">Its process id.</param>
/// <param name="Parent">Its parent's.</param>
/// <param name="Group">Its process group.</param>
/// <param name="Session">Its session: the id of the process that began it.</param>
/// <param name="Dead">Ended, waiting to be reaped.</param>
internal readonly record struct RunningProcess(int Id, int Parent, int Group, int Session, bool Dead);

/// <summary>The machine's processes as <c>/proc</c> shows them at this moment.</summary>
internal static class ProcessTable
{
    public static List<RunningProcess> Snapshot()
    {
        var processes = new List<RunningProcess>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && Read(id) is { } process)
                processes.Add(process);
        return processes;
    }

    /// <summary>Null: no such process (any more).</summary>
    public static RunningProcess? Read(int id)
    {
        // "12 (a name, with ) in it) S 1 12 12 …": state, parent, group and session follow the last parenthesis.
        if (ReadFile($"/proc/{id}/stat") is not { } stat)
            return null;
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return new(id, Number(fields[1]), Number(fields[2]), Number(fields[3]), fields[0] is "Z" or "X" or "x");
    }

    /// <summary>The environment that a process was started with; empty if it is gone, dead or somebody else's.</summary>
    public static IReadOnlyList<string> Environment(int id) =>
        ReadFile($"/proc/{id}/environ")?.Split('\0', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static int Number(string field) => int.Parse(field, CultureInfo.InvariantCulture);

    private static string? ReadFile(string path)
    {
        try
        {
            var text = File.ReadAllText(path, Encoding.UTF8);
            return text.Length == 0 ? null : text;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
