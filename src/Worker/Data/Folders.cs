namespace Flamenco.Worker.Data;

/// <summary>Folders with the permissions that they are to have, on systems that have such permissions.</summary>
internal static class Folders
{
    public static void Make(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, mode);
    }
}
