using System.Runtime.InteropServices;

namespace Flamenco.EndToEnd.Harness;

internal static partial class Signals
{
    private const int Terminate = 15;
    private const int AtOnce = 9;

    /// <summary>Asks one process to stop.</summary>
    public static void Stop(int process) => kill(process, Terminate).ShouldBe(0, $"process {process} can not be told to stop");

    /// <summary>Ends one process at once.</summary>
    public static void Kill(int process) => kill(process, AtOnce).ShouldBe(0, $"process {process} can not be killed");

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);
}
