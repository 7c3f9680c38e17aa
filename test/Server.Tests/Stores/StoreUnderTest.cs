using Flamenco.Storage;
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
using Microsoft.Extensions.Time.Testing;

namespace Flamenco.Server.Tests.Stores;

/// <summary>A store of one kind behind its ports, with a database of its own. A new adapter gets a class of this and runs the whole suite.</summary>
public abstract class StoreUnderTest : IAsyncDisposable
{
    private IStores? _stores;

    /// <summary>Stands still unless a test moves it.</summary>
    public FakeTimeProvider Time { get; } = new(Some.Moment);

    public IJobStore Jobs => Stores.Jobs;

    public ITaskStore Tasks => Stores.Tasks;

    public ICommandStore Commands => Stores.Commands;

    public IWorkerStore Workers => Stores.Workers;

    public ITagStore Tags => Stores.Tags;

    public ITokenStore Tokens => Stores.Tokens;

    public IManagerStore Managers => Stores.Managers;

    public ICleanUpStore CleanUps => Stores.CleanUps;

    public ILeaseStore Leases => Stores.Leases;

    public IFarmTimeStore FarmTime => Stores.FarmTime;

    public IInspection Inspection => Stores.Inspection;

    private IStores Stores => _stores ?? throw new InvalidOperationException("the store is closed");

    /// <summary>Opens the store; called again after <see cref="CloseAsync"/>, it finds what was acknowledged.</summary>
    public async Task OpenAsync() => _stores = await OpenDatabaseAsync();

    public async Task CloseAsync()
    {
        if (_stores is not null)
            await _stores.DisposeAsync();
        _stores = null;
    }

    public virtual async ValueTask DisposeAsync() => await CloseAsync();

    protected abstract Task<IStores> OpenDatabaseAsync();
}
