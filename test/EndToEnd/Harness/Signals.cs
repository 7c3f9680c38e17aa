using System.Runtime.InteropServices;

namespace Flamenco.EndToEnd.Harness;

internal static partial class Signals
{
    private const int CtrlC = 2;
    private const int Terminate = 15;
    private const int AtOnce = 9;

    /// <summary>As Ctrl-C does.</summary>
    public static void Interrupt(int process) => kill(process, CtrlC).ShouldBe(0, $"process {process} can not be interrupted");

    /// <summary>Asks one process to stop.</summary>
    public static void Stop(int process) => kill(process, Terminate).ShouldBe(0, $"process {process} can not be told to stop");

    /// <summary>Ends one process at once.</summary>
    public static void Kill(int process) => kill(process, AtOnce).ShouldBe(0, $"process {process} can not be killed");

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);
}
