using Flamenco.Storage.Access;
using Flamenco.Storage.CleanUp;
using Flamenco.Storage.Inspection;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Leases;
using Flamenco.Storage.Managers;
using Flamenco.Storage.Tags;
using Flamenco.Storage.Tasks;
using Flamenco.Storage.Time;
using Flamenco.Storage.Workers;

namespace Flamenco.Storage;

/// <summary>One opened database with all its ports. Dispose it when nobody writes any more.</summary>
public interface IStores : IAsyncDisposable
{
    /// <summary>May other silos use it at the same time?</summary>
    bool IsShared { get; }

    IJobStore Jobs { get; }

    ITaskStore Tasks { get; }

    ICommandStore Commands { get; }

    IWorkerStore Workers { get; }

    ITagStore Tags { get; }

    ITokenStore Tokens { get; }

    IManagerStore Managers { get; }

    ICleanUpStore CleanUps { get; }

    ILeaseStore Leases { get; }

    IFarmTimeStore FarmTime { get; }

    IInspection Inspection { get; }
}
