namespace Flamenco.Http.Hosting;

/// <summary>Files with secrets: for their owner only.</summary>
public static class SecretFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes the secret durably, by way of a temporary file: it is there whole or not at all.</summary>
    public static async Task WriteAsync(string path, string secret, CancellationToken cancellation)
    {
        var temporary = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;

        await using (var stream = new FileStream(temporary, options))
        {
            await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(secret + "\n"), cancellation);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>The secret in a file; null if there is no such file.</summary>
    public static async Task<string?> ReadAsync(string path, CancellationToken cancellation) =>
        File.Exists(path) ? (await File.ReadAllTextAsync(path, cancellation)).Trim() : null;

    /// <summary>Makes a folder that only its owner may enter.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }
}
