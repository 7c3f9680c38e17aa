namespace Flamenco.Cli.Up;

/// <summary>The roles as programs of their own, which know each other by addresses only, as in a studio.</summary>
internal sealed class SeparateFarm(UpOptions options, Session session) : IFarm
{
    private readonly Spawner _spawner = new();
    private readonly List<RoleProcess> _started = [];

    public Uri Server { get; private set; } = null!;

    public Uri Manager { get; private set; } = null!;

    public async Task StartAsync(CancellationToken stop)
    {
        Server = new Uri(await StartAsync("Server", "Flamenco.Silo", options.SiloArguments, stop));
        Manager = new Uri(await StartAsync("Manager", "Flamenco.ManagerGateway", options.GatewayArguments(Server), stop));
        for (var number = 1; number <= options.Workers; number++)
            await StartAsync($"Worker {number}", "Flamenco.Worker", options.WorkerArguments(number, Manager, Environment.MachineName), stop);
    }

    public async Task<string> EndedAsync(CancellationToken stop) =>
        await await Task.WhenAny(_started.ConvertAll(role => role.EndedAsync(stop)));

    public async Task StopAsync()
    {
        while (_started is [.., var role])
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

    private async Task<string> StartAsync(string role, string program, string[] arguments, CancellationToken stop)
    {
        var started = await RoleProcess.StartAsync(_spawner, role, program, arguments, Console.Error, session.Time);
        _started.Add(started);
        return await started.ReadyAsync(FarmRun.StartPatience, stop);
    }
}
