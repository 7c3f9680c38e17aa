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

    /// <summary>Which kind of store has the farm whose secrets are here.</summary>
    private const string StoreName = "store";

    private readonly FileStream _lock;

    public DataFolder(string path, StoreChoice store)
    {
        Path = System.IO.Path.GetFullPath(path);
        RefuseOther(store);
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

    /// <summary>From now on this folder is of a farm in this kind of store, and of no other.</summary>
    public Task RememberAsync(StoreChoice store, CancellationToken cancellation) => SecretFile.WriteAsync(File(StoreName), store.Name, cancellation);

    public void Dispose() => _lock.Dispose();

    /// <summary>The secrets here open the farm in the store of before; in another one they would be unknown.</summary>
    private void RefuseOther(StoreChoice store)
    {
        var before = System.IO.File.Exists(File(StoreName)) ? System.IO.File.ReadAllText(File(StoreName)).Trim() : store.Name;
        if (before != store.Name)
        {
            throw new RefusedToStartException(
                $"{Path} is of a farm that is kept in {before}, and this one would be kept in {store.Name}. "
                + "Start that farm as before (--store, --postgres), or give this one a data folder of its own (--data).");
        }
    }
}
