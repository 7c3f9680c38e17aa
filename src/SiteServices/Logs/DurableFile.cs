using System.Runtime.InteropServices;

namespace Flamenco.SiteServices.Logs;

/// <summary>Appends to a file so that it survives a power cut, its name included. Blocks until the disk has it.</summary>
internal static partial class DurableFile
{
    /// <summary>ENOSPC and EDQUOT, as .NET hands them on.</summary>
    private static readonly int[] NoRoom = [28, 122];

    /// <summary>Appends what the file does not have yet of bytes that begin at an offset; null offset: at the end, whatever is there.</summary>
    public static LogWritten Append(string path, long? offset, ReadOnlySpan<byte> bytes)
    {
        var isNew = !File.Exists(path);
        if (isNew && offset > 0)
            return new LogWritten.GoOnAt(0);
        if (isNew && bytes.IsEmpty)
            return new LogWritten.Stored();

        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var before = file.Length;
        if (offset > before)
            return new LogWritten.GoOnAt(before);

        try
        {
            // What is there already may have been written by a process that died before it was synced: so it is synced in any case.
            var known = (int)Math.Min(before - (offset ?? before), bytes.Length);
            file.Seek(0, SeekOrigin.End);
            file.Write(bytes[known..]);
            file.Flush(flushToDisk: true);
        }
        catch (IOException full) when (Array.IndexOf(NoRoom, full.HResult) >= 0)
        {
            file.SetLength(before);
            return new LogWritten.NoRoom();
        }

        if (isNew)
            SyncFolder(Path.GetDirectoryName(path)!);
        return new LogWritten.Stored();
    }

    /// <summary>Makes what was created in a folder durable.</summary>
    public static void SyncFolder(string folder)
    {
        // Windows keeps names with the files.
        if (OperatingSystem.IsWindows())
            return;
        var handle = Open(folder, 0);
        if (handle < 0)
            throw new IOException($"the folder {folder} can not be opened: error {Marshal.GetLastPInvokeError()}");
        var failed = Sync(handle) != 0;
        var error = Marshal.GetLastPInvokeError();
        _ = Close(handle);
        if (failed)
            throw new IOException($"the folder {folder} can not be synced: error {error}");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int handle);
}
