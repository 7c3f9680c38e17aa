using System.Globalization;

namespace Flamenco.Benchmarks.Roles;

/// <summary>What the system says of a process.</summary>
internal static class Measured
{
    /// <summary>Linux shows times of processes in hundredths of a second, on every machine that .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>Processor time since its start, in microseconds: its own, and of the children that it has waited for.</summary>
    public static double CpuMicros(int process)
    {
        var fields = Stat(process);
        return (Number(fields[11]) + Number(fields[12]) + Number(fields[13]) + Number(fields[14])) / TicksPerSecond * 1e6;
    }

    /// <summary>The same of a process and of all that it has started.</summary>
    public static double CpuMicrosWithChildren(int process) => CpuMicros(process) + Children(process).Sum(CpuMicrosWithChildren);

    /// <summary>Resident memory, in MB.</summary>
    public static double RssMb(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return Math.Round(Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024, 1);
    }

    public static IEnumerable<int> Children(int process) =>
        from folder in Directory.EnumerateDirectories("/proc")
        let id = int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var number) ? number : 0
        where id > 0 && ParentOf(id) == process
        select id;

    private static int ParentOf(int process)
    {
        try
        {
            return int.Parse(Stat(process)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return 0;
        }
    }

    /// <summary>What stands behind the program's name, which may hold spaces itself.</summary>
    private static string[] Stat(int process)
    {
        var text = File.ReadAllText($"/proc/{process}/stat");
        return text[(text.LastIndexOf(')') + 2)..].Split(' ');
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
