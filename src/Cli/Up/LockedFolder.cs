using System.Text.Json;
using Flamenco.Cli.Farm;
using Flamenco.Contracts;
using Flamenco.Contracts.Server;

namespace Flamenco.Cli.Up;

/// <summary>A farm's data folder while a farm runs on it: one at a time, readable by its owner alone.</summary>
internal sealed class LockedFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly DataFolder _data;
    private readonly FileStream _lock;

    private LockedFolder(DataFolder data, FileStream @lock)
    {
        _data = data;
        _lock = @lock;
    }

    /// <summary>Makes the folder if need be and keeps other farms out until disposed; the end of the process does that too.</summary>
    public static LockedFolder Open(DataFolder data)
    {
        try
        {
            Make(data.Path);
            return new LockedFolder(data, Lock(data.Lock));
        }
        catch (UnauthorizedAccessException)
        {
            throw CliException.Refused($"you may not write to {data.Path}; name another folder with --data DIR or {DataFolder.Variable}.");
        }
        catch (IOException busy) when (File.Exists(data.Lock))
        {
            throw CliException.Refused($"""
                a farm is running on {data.Path} already ({busy.Message}).
                Use it as it is (`flamenco jobs`), stop it first, or run another one with --data DIR and ports of its own (--server-port 0 --manager-port 0).
                """);
        }
        catch (IOException impossible)
        {
            throw CliException.Refused($"the data folder {data.Path} can not be used: {impossible.Message} Name another one with --data DIR.");
        }
    }

    /// <summary>Removes where an earlier life answered, so that nobody sends a token there.</summary>
    public void ForgetEndpoints() => File.Delete(_data.Endpoints);

    /// <summary>Says where this life answers; a reader sees the whole file or none.</summary>
    public void WriteEndpoints(IReadOnlyList<Uri> servers, Uri manager)
    {
        var beside = _data.Endpoints + ".new";
        using (var file = new FileStream(beside, OwnersFile(FileMode.Create)))
        {
            JsonSerializer.Serialize(
                file,
                new Endpoints
                {
                    Server = UpOptions.Shown(servers[0]),
                    Manager = UpOptions.Shown(manager),
                    Servers = servers.Count > 1 ? [.. servers.Select(UpOptions.Shown)] : null,
                },
                FlamencoJson.Indented.Endpoints);
        }

        File.Move(beside, _data.Endpoints, overwrite: true);
    }

    public void Dispose() => _lock.Dispose();

    private static void Make(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else if (!Directory.Exists(path))
            Directory.CreateDirectory(path, OwnerOnly);
    }

    private static FileStream Lock(string path) => new(path, OwnersFile(FileMode.OpenOrCreate));

    private static FileStreamOptions OwnersFile(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = SecretFile.OwnerOnly;
        return options;
    }
}
