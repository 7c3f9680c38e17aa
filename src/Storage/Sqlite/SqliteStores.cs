using Flamenco.Storage.Access;
using Flamenco.Storage.CleanUp;
using Flamenco.Storage.Committing;
using Flamenco.Storage.Inspection;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Leases;
using Flamenco.Storage.Managers;
using Flamenco.Storage.Tags;
using Flamenco.Storage.Tasks;
using Flamenco.Storage.Time;
using Flamenco.Storage.Workers;

namespace Flamenco.Storage.Sqlite;

/// <summary>The embedded store in one file.</summary>
public sealed class SqliteStores : IStores
{
    private readonly SqliteStore _store;
    private readonly Committer _committer;

    /// <summary>Opens the database, creating it if there is none, and brings its schema up to date.</summary>
    /// <param name="file">Path of the database file; its folder must exist.</param>
    /// <param name="time">For the times in rows.</param>
    /// <exception cref="SchemaException">The file belongs to another program or a newer version.</exception>
    public SqliteStores(string file, TimeProvider time)
    {
        _store = new SqliteStore(file);
        _committer = new Committer(new SqliteBatches(_store, time));
        var tasks = new SqliteTaskStore(_store, _committer);
        var access = new SqliteAccessStore(_store, time);
        Jobs = new SqliteJobStore(_store, _committer, time);
        Tasks = tasks;
        Commands = tasks;
        Workers = new SqliteWorkerStore(_store, time);
        Tags = new SqliteTagStore(_store, time);
        Tokens = access;
        Managers = access;
        CleanUps = new SqliteCleanUpStore(_store, time);
        Leases = new SqliteLeaseStore(_store, time);
        FarmTime = new SqliteFarmTimeStore(_store);
        Inspection = new SqliteInspection(file, time);
    }

    public bool IsShared => false;

    public IJobStore Jobs { get; }

    public ITaskStore Tasks { get; }

    public ICommandStore Commands { get; }

    public IWorkerStore Workers { get; }

    public ITagStore Tags { get; }

    public ITokenStore Tokens { get; }

    public IManagerStore Managers { get; }

    public ICleanUpStore CleanUps { get; }

    public ILeaseStore Leases { get; }

    public IFarmTimeStore FarmTime { get; }

    public IInspection Inspection { get; }

    public async ValueTask DisposeAsync()
    {
        await _committer.DisposeAsync();
        await _store.DisposeAsync();
    }
}
