namespace Flamenco.Cli.Up;

/// <summary>The roles as programs of their own, which know each other by addresses only, as in a studio.</summary>
internal sealed class SeparateFarm(UpOptions options, Session session) : IFarm
{
    private readonly Spawner _spawner = new();
    private readonly List<(IAsyncDisposable Role, Func<CancellationToken, Task<string>> EndedAsync)> _started = [];

    public Uri Server => Servers[0];

    public IReadOnlyList<Uri> Servers { get; private set; } = [];

    public Uri Manager { get; private set; } = null!;

    public async Task StartAsync(CancellationToken stop)
    {
        Servers = options.Silos == 1
            ? [new Uri(await StartAsync("Server", "Flamenco.Silo", options.SiloArguments(), stop))]
            : await StartSilosAsync(stop);
        Manager = new Uri(await StartAsync("Manager", "Flamenco.ManagerGateway", options.GatewayArguments(Servers), stop));
        for (var number = 1; number <= options.Workers; number++)
            await StartAsync($"Worker {number}", "Flamenco.Worker", options.WorkerArguments(number, Manager, Environment.MachineName), stop);
    }

    public async Task<string> EndedAsync(CancellationToken stop) =>
        await await Task.WhenAny(_started.ConvertAll(one => one.EndedAsync(stop)));

    public async Task StopAsync()
    {
        while (_started is [.., var (role, _)])
        {
            _started.RemoveAt(_started.Count - 1);
            await role.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _spawner.Dispose();
    }

    /// <summary>The first makes what a new farm needs; the others follow together.</summary>
    private async Task<IReadOnlyList<Uri>> StartSilosAsync(CancellationToken stop)
    {
        var first = await StartSiloAsync(1, stop);
        var others = await Task.WhenAll(Enumerable.Range(2, options.Silos - 1).Select(number => StartSiloAsync(number, stop)));
        return [first, .. others];
    }

    private async Task<Uri> StartSiloAsync(int number, CancellationToken stop)
    {
        var role = $"Server {number}";
        var silo = new SupervisedSilo(
            role,
            address => LaunchAsync(role, "Flamenco.Silo", address is null ? options.SiloArguments(number) : options.SiloArguments(number, address)),
            Console.Error,
            session.Time);
        _started.Add((silo, silo.EndedAsync));
        return new Uri(await silo.StartAsync(stop));
    }

    private async Task<string> StartAsync(string role, string program, string[] arguments, CancellationToken stop)
    {
        var started = await LaunchAsync(role, program, arguments);
        _started.Add((started, started.EndedAsync));
        return await started.ReadyAsync(FarmRun.StartPatience, stop);
    }

    private Task<RoleProcess> LaunchAsync(string role, string program, string[] arguments) =>
        RoleProcess.StartAsync(_spawner, role, program, arguments, Console.Error, session.Time);
}
