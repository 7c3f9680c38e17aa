using System.Runtime.InteropServices;

namespace Flamenco.EndToEnd.Harness;

internal static partial class Signals
{
    private const int Terminate = 15;

    /// <summary>Asks one process to stop.</summary>
    public static void Stop(int process) => kill(process, Terminate).ShouldBe(0, $"process {process} can not be told to stop");

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);
}
