namespace Flamenco.Cli.Farm;

/// <summary>A file with one secret in it that nobody but its owner may read.</summary>
internal static class SecretFile
{
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    public static string Read(string path)
    {
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
                throw CliException.Refused($"other users may read or change {path}, so the token in it is not safe.\nRun `chmod 600 {path}`, and if others have used this machine, make a new token.");

            var secret = File.ReadAllText(path).Trim();
            return secret.Length > 0 && !secret.Any(character => char.IsControl(character) || char.IsWhiteSpace(character))
                ? secret
                : throw CliException.Refused($"{path} holds no token: it must hold the token and nothing else.");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw CliException.Refused($"there is no file {path}; --token-file names the file that holds your token.");
        }
        catch (UnauthorizedAccessException)
        {
            throw CliException.Refused($"you may not read {path}; run this as its owner, or give your own token with --token-file FILE.");
        }
    }
}
