using System.Reflection;

namespace Flamenco.Worker;

internal static class WorkerVersion
{
    /// <summary>Of this program, without its build.</summary>
    public static string Current { get; } =
        typeof(WorkerVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}
