using Flamenco.Http.Hosting;

namespace Flamenco.Silo.FirstStart;

/// <summary>The folder with everything that a Server node must not lose. One process at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    /// <summary>The embedded store's files: ours, and Orleans' own.</summary>
    private static readonly string[] Databases = ["flamenco.db", "orleans.db"];

    private readonly FileStream _lock;

    public DataFolder(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        SecretFile.CreateFolder(Path);
        try
        {
            SecretFile.CreateEmpty(File("server.lock"));
            _lock = new FileStream(File("server.lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            foreach (var database in Databases)
                SecretFile.CreateEmpty(File(database));
        }
        catch (IOException)
        {
            throw new RefusedToStartException($"Another Server uses {Path}. Stop it first, or give this one a data folder of its own (--data).");
        }
        catch (UnauthorizedAccessException)
        {
            throw new RefusedToStartException($"{Path} can not be written by {Environment.UserName}. Choose another data folder (--data), or give that user the folder.");
        }
    }

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => _lock.Dispose();
}
