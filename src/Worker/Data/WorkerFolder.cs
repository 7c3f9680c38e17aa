using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Flamenco.Contracts.Site;
using Flamenco.Worker.Configuration;
using Flamenco.Worker.Processes;

namespace Flamenco.Worker.Data;

/// <summary>
/// The Worker's data folder: <c>credentials.json</c>, <c>life</c>, <c>folder-id</c>, <c>lock</c>, <c>outbox.db</c> and <c>tmp/</c>. One Worker at a time.
/// </summary>
internal sealed class WorkerFolder(string path) : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private FileStream? _lock;

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>This start of the Worker: rises by one each time. From 1; 0 before <see cref="Open"/>.</summary>
    public long Life { get; private set; }

    /// <summary>Names this folder, wherever it is moved.</summary>
    public string Id { get; private set; } = "";

    /// <summary>Takes the folder for this process and begins a new life; does nothing once that is done.</summary>
    /// <exception cref="StartRefusedException">Another Worker runs on it, or it can not be used.</exception>
    public void Open()
    {
        if (_lock is not null)
            return;
        try
        {
            Folders.Make(Path, Private | UnixFileMode.UserExecute);
            _lock = Lock();
            Id = ReadOrMakeId();
            Life = Raise();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Dispose();
            throw new StartRefusedException($"the data folder {Path} can not be used: {e.Message}");
        }
    }

    /// <summary>What waits for its delivery to the Manager.</summary>
    public string OutboxFile => File_("outbox.db");

    public WorkerCredentials? ReadCredentials() =>
        File.Exists(File_("credentials.json"))
            ? JsonSerializer.Deserialize(File.ReadAllBytes(File_("credentials.json")), WorkerJson.Default.WorkerCredentials)
            : null;

    public void Write(WorkerCredentials credentials) =>
        Write("credentials.json", JsonSerializer.SerializeToUtf8Bytes(credentials, WorkerJson.Default.WorkerCredentials));

    /// <summary>For one attempt's processes; removed when it ends.</summary>
    public string TemporaryFolder(AttemptRef attempt) => System.IO.Path.Combine(Temporary, Markers.Of(attempt));

    /// <summary>What earlier lives left there; their processes must be dead.</summary>
    public void RemoveTemporaryFolders()
    {
        if (Directory.Exists(Temporary))
            Directory.Delete(Temporary, recursive: true);
    }

    public void RemoveTemporaryFolder(AttemptRef attempt)
    {
        if (Directory.Exists(TemporaryFolder(attempt)))
            Directory.Delete(TemporaryFolder(attempt), recursive: true);
    }

    public void Dispose()
    {
        _lock?.Dispose();
        _lock = null;
    }

    private string Temporary => File_("tmp");

    private string File_(string name) => System.IO.Path.Combine(Path, name);

    private FileStream Lock()
    {
        try
        {
            return new(File_("lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new StartRefusedException($"another Worker runs on the data folder {Path}; give each its own with --data ({e.Message})");
        }
    }

    private string ReadOrMakeId()
    {
        if (File.Exists(File_("folder-id")))
            return File.ReadAllText(File_("folder-id")).Trim();
        var id = RandomNumberGenerator.GetHexString(32, lowercase: true);
        Write("folder-id", System.Text.Encoding.ASCII.GetBytes(id));
        return id;
    }

    private long Raise()
    {
        var last = 0L;
        if (File.Exists(File_("life")) && !long.TryParse(File.ReadAllText(File_("life")).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out last))
            throw new StartRefusedException(
                $"{File_("life")} is damaged; write a number into it that is higher than any life of this Worker so far, or remove the whole folder to register anew");
        var life = last + 1;
        Write("life", System.Text.Encoding.ASCII.GetBytes(life.ToString(CultureInfo.InvariantCulture)));
        return life;
    }

    /// <summary>Wholly or not at all, on the disk when this returns, for the owner's eyes only.</summary>
    private void Write(string name, byte[] content)
    {
        var fresh = File_(name + ".new");
        File.Delete(fresh);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = Private;
        using (var stream = new FileStream(fresh, options))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        File.Move(fresh, File_(name), overwrite: true);
        Native.SyncFolder(Path);
    }
}
