using Flamenco.EndToEnd.Harness;

namespace Flamenco.EndToEnd.Deployment;

/// <summary>Server and Manager on one machine, the Worker on another, which knows the Manager's address and the join secret and nothing else.</summary>
public sealed class WhenAWorkerIsOnAnotherMachine : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly Dictionary<string, string?> AsRoot = new() { ["FLAMENCO_ALLOW_ROOT"] = "1" };

    private readonly TemporaryFolder _folder = new();
    private readonly Stack<IAsyncDisposable> _running = new();
    private TwoMachines? _machines;

    [OnTwoMachinesFact]
    public async Task it_joins_with_the_secret_and_does_a_job()
    {
        _machines = new TwoMachines();
        var server = await StartAsync(_machines.OnFirst, "Flamenco.Silo", "--data", _folder["server"], "--urls", "http://127.0.0.1:0");
        var manager = await StartAsync(
            _machines.OnFirst, "Flamenco.ManagerGateway", "--data", _folder["manager"], "--server", server, "--manager-key-file", _folder["server/manager-key"],
            "--urls", $"http://{TwoMachines.FirstAddress}:0", "--insecure-http");
        File.Copy(_folder["server/join-secret"], _folder["join-secret"]);

        var worker = await StartAsync(
            _machines.OnSecond, "Flamenco.Worker", "--data", _folder["worker"], "--manager", manager, "--join-secret-file", _folder["join-secret"], "--name", "far",
            "--insecure-http");

        worker.ShouldBe("far");
        await using var submit = RunningProgram.Start(
            _machines.OnFirst[0],
            [
                .. _machines.OnFirst.Skip(1), "dotnet", Checkout.Program, "submit", "--server", server, "--manager", manager, "--token-file", _folder["server/owner-token"],
                "--type", "echo-sleep-test", "--set", "message=hi", "--set", "sleep_duration_seconds=0", "--watch",
            ],
            AsRoot);
        (await submit.EndAsync(Patience)).ShouldBe(0, submit.Said());
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        while (_running.TryPop(out var program))
            await program.DisposeAsync();
        _machines?.Dispose();
        _folder.Dispose();
    }

    /// <returns>What stands in the line that says that it is ready.</returns>
    private async Task<string> StartAsync(IReadOnlyList<string> there, string role, params string[] arguments)
    {
        var program = RunningProgram.Start(
            there[0], [.. there.Skip(1), "dotnet", Path.Combine(Checkout.OutputOf("Cli"), $"{role}.dll"), .. arguments], AsRoot);
        _running.Push(program);
        var ready = await program.Output.FirstAsync(line => line.StartsWith("READY ", StringComparison.Ordinal)).WaitAsync(Patience);
        return ready.ShouldNotBeNull(program.Said())[(ready!.IndexOf('=', StringComparison.Ordinal) + 1)..];
    }
}
