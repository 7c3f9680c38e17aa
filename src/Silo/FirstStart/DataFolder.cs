using Flamenco.Http.Hosting;
using Flamenco.Silo.Stores;

namespace Flamenco.Silo.FirstStart;

/// <summary>The folder with everything that a Server node must not lose. One process at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    /// <summary>The embedded store's file.</summary>
    public const string FarmDatabase = "flamenco.db";

    /// <summary>The file of Orleans' own storage, beside the embedded store's.</summary>
    public const string OrleansDatabase = "orleans.db";

    private readonly FileStream _lock;

    public DataFolder(string path, StoreChoice store)
    {
        Path = System.IO.Path.GetFullPath(path);
        if (store is not StoreChoice.Sqlite && System.IO.File.Exists(File(FarmDatabase)))
        {
            throw new RefusedToStartException(
                $"{Path} holds a farm that is kept in SQLite. Start it without --store and --postgres, or give this one a data folder of its own (--data).");
        }

        SecretFile.CreateFolder(Path);
        try
        {
            SecretFile.CreateEmpty(File("server.lock"));
            _lock = new FileStream(File("server.lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            if (store is StoreChoice.Sqlite)
            {
                SecretFile.CreateEmpty(File(FarmDatabase));
                SecretFile.CreateEmpty(File(OrleansDatabase));
            }
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
