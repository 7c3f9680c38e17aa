using System.Runtime.InteropServices;

namespace Flamenco.EndToEnd.Harness;

internal static partial class Signals
{
    private const int CtrlC = 2;
    private const int Terminate = 15;
    private const int AtOnce = 9;
    private const int GoOn = 18;
    private const int StandStill = 19;

    /// <summary>As Ctrl-C does.</summary>
    public static void Interrupt(int process) => kill(process, CtrlC).ShouldBe(0, $"process {process} can not be interrupted");

    /// <summary>Asks one process to stop.</summary>
    public static void Stop(int process) => kill(process, Terminate).ShouldBe(0, $"process {process} can not be told to stop");

    /// <summary>Ends one process at once.</summary>
    public static void Kill(int process) => kill(process, AtOnce).ShouldBe(0, $"process {process} can not be killed");

    /// <summary>One process does nothing any more until <see cref="Thaw"/>, and keeps all that it has.</summary>
    public static void Freeze(int process) => kill(process, StandStill).ShouldBe(0, $"process {process} can not be frozen");

    public static void Thaw(int process) => kill(process, GoOn).ShouldBe(0, $"process {process} can not go on");

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);
}
