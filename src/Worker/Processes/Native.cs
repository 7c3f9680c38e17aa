using System.Runtime.InteropServices;

namespace Flamenco.Worker.Processes;

/// <summary>The few calls into the C library that .NET has no name for. Linux.</summary>
internal static partial class Native
{
    public const int Terminate = 15;
    public const int Kill = 9;

    private const int SetChildSubreaper = 36;
    private const int WithoutWaiting = 1;

    /// <summary>Orphans of our processes become our children instead of the machine's first process's, so that none gets away.</summary>
    public static bool AdoptOrphans() => prctl(SetChildSubreaper, 1, 0, 0, 0) == 0;

    /// <summary>Sends a signal to a process; to a whole group if <paramref name="process"/> is negative. False: there is none.</summary>
    public static bool Signal(int process, int signal) => kill(process, signal) == 0;

    /// <summary>Takes the remains of one adopted process off the table; never blocks, never touches another.</summary>
    public static void Reap(int process) => _ = waitpid(process, out _, WithoutWaiting);

    /// <summary>Makes creations and renames in a folder durable.</summary>
    public static void SyncFolder(string folder)
    {
        var handle = open(folder, 0);
        if (handle < 0)
            throw new IOException($"folder {folder} can not be opened: error {Marshal.GetLastPInvokeError()}");
        var failed = fsync(handle) != 0;
        var error = Marshal.GetLastPInvokeError();
        _ = close(handle);
        if (failed)
            throw new IOException($"folder {folder} can not be synced: error {error}");
    }

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int kill(int pid, int signal);

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int waitpid(int pid, out int status, int options);

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int prctl(int option, nuint a, nuint b, nuint c, nuint d);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int fsync(int handle);

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int close(int handle);
}
