using Flamenco.Worker.Processes;

namespace Flamenco.Site.Tests.Worker;

internal static class Processes
{
    public static bool IsAlive(int process) => ProcessTable.Read(process) is { Dead: false };

    public static IReadOnlyList<int> WithEnvironment(string variable) =>
        [.. ProcessTable.Snapshot().Where(process => ProcessTable.Environment(process.Id).Contains(variable)).Select(process => process.Id)];
}
