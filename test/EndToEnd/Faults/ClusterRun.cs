using System.Net.Http.Headers;
using Flamenco.Contracts.Server;
using Flamenco.EndToEnd.Harness;
using Flamenco.Faults.Clusters;
using Flamenco.Server.Tests.Stores;

namespace Flamenco.EndToEnd.Faults;

/// <summary>
/// Three Server nodes on PostgreSQL under load, for all tests of a class. In the short form faults last as long as they must,
/// with <c>CLUSTER_FAULTS=full</c> as long as the promises say; then the figures go to docs/reliability.md.
/// </summary>
public sealed class ClusterRun : IAsyncLifetime
{
    public const int Silos = 3;

    /// <summary>P12, P15: nothing that there was at the fault waits longer.</summary>
    private static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan WarmUpPatience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Work = TimeSpan.FromMilliseconds(100);

    private const int WorkersInShort = 12;
    private const int WorkersInFull = 32;
    private const int WarmUp = 60;

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _figures = [];
    private string _connection = "";
    private ClusterUnderTest? _cluster;
    private ClusterLoad? _load;

    public static bool IsFull => Environment.GetEnvironmentVariable("CLUSTER_FAULTS") == "full";

    public ClusterUnderTest Cluster => _cluster ?? throw new InvalidOperationException("the cluster is not running");

    public ClusterLoad Load => _load ?? throw new InvalidOperationException("the cluster is not running");

    public ClientHistory History => Load.History;

    public async Task InitializeAsync()
    {
        _connection = await PostgresCluster.Running.TakeAsync();
        _cluster = await ClusterUnderTest.StartAsync(Checkout.OutputOf("Cli"), _folder["cluster"], PostgresCluster.Running.InAFile(_connection), Silos);
        _load = new ClusterLoad(_cluster, IsFull ? WorkersInFull : WorkersInShort, Work);
        await GoesOnAsync();
    }

    public async Task DisposeAsync()
    {
        if (_load is not null)
            await _load.DisposeAsync();
        if (_cluster is not null)
            await _cluster.DisposeAsync();
        if (IsFull && _figures.Count > 0)
            ReliabilityReport.Write(Path.Combine(Checkout.Root, "docs", "reliability.md"), "cluster", _figures);
        await PostgresCluster.Running.GiveBackAsync(_connection);
        _folder.Dispose();
    }

    /// <summary>Waits until the farm works as before.</summary>
    public Task GoesOnAsync() => Load.WarmUpAsync(WarmUp, WarmUpPatience);

    public void Note(string figure) => _figures.Add(figure);

    /// <summary>Whatever has happened, this must hold.</summary>
    public async Task ShouldBeWholeAsync()
    {
        var rows = new FarmRows(_connection);
        (await rows.StuckAsync(StuckAfter)).ShouldBe(0, $"tasks that are stuck\n{Cluster.Said()}");
        (await rows.DoubleCompletionsAsync(History)).ShouldBe(0, "tasks completed twice");
        (await rows.LostAsync(History)).ShouldBe(0, "acknowledged, and not there");
        FarmRows.TwoOwners(History).ShouldBeEmpty("attempts that two Workers were given");
        var report = await DoctorAsync();
        report.Findings.Select(finding => $"{finding}").ShouldBeEmpty();
    }

    private async Task<DoctorReport> DoctorAsync()
    {
        using var http = new HttpClient
        {
            BaseAddress = Cluster.Servers[0],
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Cluster.OwnerToken) },
        };
        return await new ServerApi(http).DoctorAsync(CancellationToken.None);
    }
}
