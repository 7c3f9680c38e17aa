namespace Flamenco.Faults.Clusters;

/// <summary>Several Server nodes on one PostgreSQL and a Manager, each a process of its own, which come back where they were.</summary>
public sealed class ClusterUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(60);

    private readonly string _programs;
    private readonly string _folder;
    private readonly string _postgres;
    private readonly List<Node> _nodes = [];
    private RoleProgram? _manager;

    private ClusterUnderTest(string programs, string folder, string postgres)
    {
        _programs = programs;
        _folder = folder;
        _postgres = postgres;
    }

    /// <summary>Where the nodes answer, also those that are down.</summary>
    public IReadOnlyList<Uri> Servers => [.. _nodes.Select(node => node.Address)];

    public Uri Manager { get; private set; } = null!;

    public string OwnerToken => File.ReadAllText(Path.Combine(_folder, "silo-1", "owner-token")).Trim();

    public string JoinSecret => File.ReadAllText(Path.Combine(_folder, "silo-1", "join-secret")).Trim();

    /// <summary>Starts all and waits until they are ready.</summary>
    /// <param name="programs">Where our programs are.</param>
    /// <param name="folder">For their data; made if need be.</param>
    /// <param name="postgres">A prepared database, as <c>--postgres</c> takes it.</param>
    /// <param name="silos">How many nodes.</param>
    public static async Task<ClusterUnderTest> StartAsync(string programs, string folder, string postgres, int silos)
    {
        var cluster = new ClusterUnderTest(programs, folder, postgres);
        try
        {
            // All at once, the first start of the farm too.
            cluster._nodes.AddRange(await Task.WhenAll(Enumerable.Range(1, silos).Select(number => cluster.LaunchAsync(number, "http://127.0.0.1:0"))));
            await cluster.StartManagerAsync("http://127.0.0.1:0");
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The process of a node.</summary>
    /// <param name="number">From 1.</param>
    public RoleProgram Silo(int number) => _nodes[number - 1].Program;

    /// <summary>Starts a node again that has ended, at its address.</summary>
    public async Task StartAsync(int number)
    {
        var before = _nodes[number - 1];
        await before.Program.DisposeAsync();
        _nodes[number - 1] = await LaunchAsync(number, before.Address.AbsoluteUri.TrimEnd('/'));
    }

    /// <summary>Stops a node as a service manager does.</summary>
    /// <returns>Its exit code.</returns>
    public Task<int> StopAsync(int number) => Silo(number).StopAsync(StopPatience);

    public Task KillAllAsync() => Task.WhenAll(_nodes.Select(node => node.Program.KillAsync()));

    public Task StartAllAsync() => Task.WhenAll(Enumerable.Range(1, _nodes.Count).Select(StartAsync));

    /// <summary>What the processes said last, for messages.</summary>
    public string Said(int mostLines = 60) => string.Join('\n', _nodes
        .Select((node, index) => ($"node {index + 1}", node.Program.Log))
        .Append(("Manager", _manager?.Log ?? ""))
        .Select(one => $"--- {one.Item1}\n{string.Join('\n', one.Item2.Split('\n').TakeLast(mostLines))}"));

    public async ValueTask DisposeAsync()
    {
        if (_manager is not null)
            await _manager.DisposeAsync();
        foreach (var node in _nodes)
            await node.Program.DisposeAsync();
    }

    private async Task<Node> LaunchAsync(int number, string url)
    {
        string[] more = number == 1 ? [] : ["--no-secrets"];
        var (program, address) = await RoleProgram.StartAsync(
            Path.Combine(_programs, "Flamenco.Silo.dll"),
            ["--data", Path.Combine(_folder, $"silo-{number}"), "--urls", url, "--postgres", _postgres, .. more]);
        return new Node(program, address);
    }

    private async Task StartManagerAsync(string url)
    {
        (_manager, Manager) = await RoleProgram.StartAsync(
            Path.Combine(_programs, "Flamenco.ManagerGateway.dll"),
            [
                "--data", Path.Combine(_folder, "manager"), "--urls", url, "--server", string.Join(',', Servers),
                "--manager-key-file", Path.Combine(_folder, "silo-1", "manager-key"),
            ]);
    }

    private sealed record Node(RoleProgram Program, Uri Address);
}
