using Flamenco.Domain.Compiling;
using Flamenco.Grains;
using Flamenco.Grains.Access;
using Flamenco.Grains.Jobs;
using Flamenco.Grains.Placement;
using Flamenco.JobTypes;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Leases;
using Flamenco.Storage.Managers;
using Flamenco.Storage.Sqlite;
using Flamenco.Storage.Tasks;
using Flamenco.Storage.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.TestingHost;

namespace Flamenco.Server.Tests.Grains;

/// <summary>
/// A cluster of one silo with the real grains, the real embedded store and the real job types. Jobs look for what they
/// missed so rarely that only notices move them: a test that passes here does not live on the slow beat.
/// </summary>
public sealed class TestFarm : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private SqliteStores? _store;
    private InProcessTestCluster? _cluster;

    public IGrainFactory Grains => Cluster.Client;

    public IWorkerStore Workers => Store.Workers;

    public ILeaseStore Leases => Store.Leases;

    /// <summary>The clock of all grains.</summary>
    public JumpingTime Time { get; } = new();

    public IJobStore Jobs => Store.Jobs;

    public ITaskStore Tasks => Store.Tasks;

    private InProcessTestCluster Cluster => _cluster ?? throw new InvalidOperationException("the farm is not running");

    private SqliteStores Store => _store ?? throw new InvalidOperationException("the farm is not running");

    public async Task InitializeAsync()
    {
        _store = new SqliteStores(_folder.File("flamenco.db"), TimeProvider.System);
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 1);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureHost(host => host.Logging.ClearProviders());
        builder.ConfigureSilo((_, silo) => silo.AddFarmPlacement().AddMemoryGrainStorage(GrainStorageNames.Managers));
        builder.ConfigureSiloHost((_, host) => AddServer(host.Services, _store, Time));
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    /// <summary>All memory is lost, the file stays.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await InitializeAsync();
    }

    /// <summary>A site of a test's own, so that tests share the farm and do not meet.</summary>
    internal async Task<TestSite> SiteAsync()
    {
        var site = new ManagerRow(Some.Site(), $"site {Guid.NewGuid():N}");
        await Store.Managers.AddAsync(site);
        return new TestSite(() => Grains, site.Id);
    }

    /// <summary>The grain forgets everything; it is loaded again when it is called.</summary>
    internal Task DeactivateAsync(IAddressable grain) => Cluster.DeactivateAsync(grain);

    /// <summary>Waits until the grain has no activation, and looks that this is so everywhere.</summary>
    internal async Task ShouldLeaveNoActivationAsync(IAddressable grain)
    {
        var management = Grains.GetGrain<IManagementGrain>(0);
        var activation = await Eventually.SeeAsync(
            $"no activation of {grain.GetGrainId()}", async () => await management.GetActivationAddress(grain), address => address is null);
        activation.ShouldBeNull();
    }

    private static void AddServer(IServiceCollection services, SqliteStores store, JumpingTime time)
    {
        services.AddSingleton<TimeProvider>(time);
        services.AddSingleton(store.Jobs);
        services.AddSingleton(store.Tasks);
        services.AddSingleton(store.Commands);
        services.AddSingleton(store.Workers);
        services.AddSingleton(store.Tags);
        services.AddSingleton(store.Tokens);
        services.AddSingleton(store.Managers);
        services.AddSingleton(store.CleanUps);
        services.AddSingleton(store.Leases);
        services.AddSingleton<IJobCompiler, BuiltInJobTypes>();
        services.AddSingleton<ISecretHasher, QuickHasher>();
        services.Configure<JobOptions>(options => options.Beat = TimeSpan.FromMinutes(10));
    }

    private async Task StopAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
        if (_store is not null)
            await _store.DisposeAsync();
    }

    /// <summary>Slow hashes are the silo's; grains only need one that tells secrets apart.</summary>
    private sealed class QuickHasher : ISecretHasher
    {
        public Task<string> HashAsync(string secret) => Task.FromResult($"hash of {secret}");

        public Task<bool> VerifyAsync(string hash, string secret) => Task.FromResult(hash == $"hash of {secret}");
    }
}

/// <summary>One farm for all tests that do not stop it.</summary>
[CollectionDefinition(Name)]
public sealed class OnTheFarm : ICollectionFixture<TestFarm>
{
    public const string Name = "on the farm";
}
