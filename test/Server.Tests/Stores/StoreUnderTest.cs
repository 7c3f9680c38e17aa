using Flamenco.Storage.Access;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Managers;
using Flamenco.Storage.Tasks;
using Flamenco.Storage.Workers;
using Microsoft.Extensions.Time.Testing;

namespace Flamenco.Server.Tests.Stores;

/// <summary>A store of one kind behind its ports, with a database of its own. A new adapter gets a class of this and runs the whole suite.</summary>
public abstract class StoreUnderTest : IAsyncDisposable
{
    /// <summary>Stands still unless a test moves it.</summary>
    public FakeTimeProvider Time { get; } = new(Some.Moment);

    public IJobStore Jobs { get; protected set; } = null!;

    public ITaskStore Tasks { get; protected set; } = null!;

    public ICommandStore Commands { get; protected set; } = null!;

    public IWorkerStore Workers { get; protected set; } = null!;

    public ITokenStore Tokens { get; protected set; } = null!;

    public IManagerStore Managers { get; protected set; } = null!;

    /// <summary>Opens the store; called again after <see cref="CloseAsync"/>, it finds what was acknowledged.</summary>
    public abstract Task OpenAsync();

    public abstract Task CloseAsync();

    public abstract ValueTask DisposeAsync();
}
