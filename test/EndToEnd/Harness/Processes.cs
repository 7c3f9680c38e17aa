using System.Text;

namespace Flamenco.EndToEnd.Harness;

/// <summary>Processes of this machine, as /proc shows them.</summary>
internal static class Processes
{
    /// <summary>Those that have this text among their arguments, apart from farms and tests.</summary>
    /// <returns>Process id to start time.</returns>
    public static Dictionary<int, string> WithArgument(string argument) => Directory.GetDirectories("/proc")
        .Select(Path.GetFileName)
        .Where(name => int.TryParse(name, out _))
        .Select(name => int.Parse(name!))
        .Where(id => Arguments(id) is [var program, .. var rest] && !program.EndsWith("dotnet", StringComparison.Ordinal) && rest.Contains(argument))
        .ToDictionary(id => id, StartTime);

    /// <summary>The roles of the farm with this data folder, where they are programs of their own.</summary>
    public static IReadOnlyList<int> OfFarm(string data) =>
    [
        .. Directory.GetDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => int.TryParse(name, out _))
            .Select(name => int.Parse(name!))
            .Where(id => Arguments(id) is var arguments && !arguments.Contains("up")
                && Array.Exists(arguments, argument => argument == data || argument.StartsWith(data + "/", StringComparison.Ordinal))),
    ];

    /// <summary>Those of these processes that have not ended; a process id that was given again does not count.</summary>
    public static IEnumerable<int> StillAlive(Dictionary<int, string> processes) =>
        processes.Where(process => process.Value.Length > 0 && StartTime(process.Key) == process.Value).Select(process => process.Key);

    private static string[] Arguments(int id) => Read($"/proc/{id}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);

    private static string StartTime(int id)
    {
        // The name may hold blanks: what follows it is counted from its closing parenthesis. Field 22 is the start time.
        var stat = Read($"/proc/{id}/stat");
        return stat.Length == 0 ? "" : stat[(stat.LastIndexOf(')') + 2)..].Split(' ') is { Length: > 19 } fields && fields[0] != "Z" ? fields[19] : "";
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path, Encoding.UTF8);
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return "";
        }
    }
}
