namespace Flamenco.Http.Hosting;

/// <summary>Files with secrets: for their owner only.</summary>
public static class SecretFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes the secret durably, by way of a temporary file: it is there whole or not at all.</summary>
    public static async Task WriteAsync(string path, string secret, CancellationToken cancellation)
    {
        var temporary = path + ".new";
        await using (var stream = new FileStream(temporary, Options(FileMode.Create)))
        {
            await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(secret + "\n"), cancellation);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>The secret in a file; null if there is no such file.</summary>
    public static async Task<string?> ReadAsync(string path, CancellationToken cancellation) =>
        File.Exists(path) ? (await File.ReadAllTextAsync(path, cancellation)).Trim() : null;

    /// <summary>Makes an empty file for a program that will fill it, if there is none.</summary>
    public static void CreateEmpty(string path)
    {
        if (!File.Exists(path))
            new FileStream(path, Options(FileMode.CreateNew)).Dispose();
    }

    /// <summary>Makes a folder that only its owner may enter.</summary>
    /// <exception cref="RefusedToStartException">It can not be made.</exception>
    public static void CreateFolder(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(path);
            else
                Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RefusedToStartException($"The folder {path} can not be made: {exception.Message} Choose another one (--data).");
        }
    }

    private static FileStreamOptions Options(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        return options;
    }
}
