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

namespace Flamenco.Storage.Memory;

/// <summary>A farm's store that forgets everything when the process ends: the same verdicts and both fences, for tests and benchmarks.</summary>
public sealed class MemoryStores : IStores
{
    private readonly Committer _committer;

    public MemoryStores(TimeProvider time)
    {
        var database = new MemoryDatabase();
        _committer = new Committer(new MemoryBatches(database, time));
        var tasks = new MemoryTaskStore(database, _committer);
        var access = new MemoryAccessStore(database, time);
        Jobs = new MemoryJobStore(database, _committer, time);
        Tasks = tasks;
        Commands = tasks;
        Workers = new MemoryWorkerStore(database, time);
        Tags = new MemoryTagStore(database, time);
        Tokens = access;
        Managers = access;
        CleanUps = new MemoryCleanUpStore(database, time);
        Leases = new MemoryLeaseStore(database, time);
        FarmTime = new MemoryFarmTimeStore(database);
        Inspection = new MemoryInspection(database, time);
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

    public ValueTask DisposeAsync() => _committer.DisposeAsync();
}
