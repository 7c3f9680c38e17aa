using Flamenco.EndToEnd.Harness;

namespace Flamenco.EndToEnd.Deployment;

/// <summary>
/// What deploy/README.md puts on a machine, below a folder of the test's own: programs, configuration and state. The units
/// and the sample configuration are exactly those of the checkout; only the three folders and the ports stand elsewhere.
/// </summary>
internal sealed class InstalledFarm : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _root = new();
    private readonly Dictionary<string, string> _addresses = new() { ["http://127.0.0.1:8080"] = "http://127.0.0.1:0", ["http://127.0.0.1:8081"] = "http://127.0.0.1:0" };
    private readonly Stack<RunningProgram> _running = new();

    public InstalledFarm()
    {
        foreach (var (folder, project) in new[] { ("silo", "Silo"), ("manager", "ManagerGateway"), ("worker", "Worker") })
        {
            Directory.CreateDirectory(Place("/usr/lib/flamenco"));
            Directory.CreateSymbolicLink(Place($"/usr/lib/flamenco/{folder}"), Checkout.OutputOf(project));
        }

        Directory.CreateDirectory(Place("/etc/flamenco"));
        Directory.CreateDirectory(Place("/var/lib/flamenco"));
        foreach (var file in Directory.GetFiles(Path.Combine(Checkout.Root, "deploy", "config")))
            File.Copy(file, Place($"/etc/flamenco/{Path.GetFileName(file)}"));
    }

    /// <summary>Where something of the machine is in this test.</summary>
    public string Place(string path) => _root.Path + path;

    /// <summary>Where a role answers that has the given address in its unit.</summary>
    public Uri Address(string inUnit) => new(_addresses[inUnit]);

    /// <summary>Starts what the unit starts, and waits until it says that it is ready.</summary>
    public async Task StartAsync(string unit, string ready)
    {
        var read = Unit.Read(unit);
        var environment = read.Environment.ToDictionary(variable => variable.Name, variable => (string?)variable.Value);
        environment["FLAMENCO_ALLOW_ROOT"] = "1";
        var command = read.Command.Select(Mapped).ToList();
        var program = RunningProgram.Start(command[0], command[1..], environment, _root.Path);
        _running.Push(program);

        var line = await program.Output.FirstAsync(said => said.StartsWith("READY ", StringComparison.Ordinal)).WaitAsync(Patience);
        line.ShouldNotBeNull(program.Said()).ShouldStartWith($"READY {ready}=");
        if (Array.Find([.. _addresses.Keys], address => read.Command.Contains(address) && _addresses[address].EndsWith(":0", StringComparison.Ordinal)) is { } own)
            _addresses[own] = line[$"READY {ready}=".Length..];
    }

    /// <summary>Stops all, last first, as systemd would; each must end by itself with 0.</summary>
    public async Task StopAsync()
    {
        while (_running.TryPop(out var program))
        {
            program.Stop();
            (await program.EndAsync(Patience)).ShouldBe(0, program.Said());
            await program.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_running.TryPop(out var program))
            await program.DisposeAsync();
        _root.Dispose();
    }

    private string Mapped(string argument)
    {
        if (_addresses.TryGetValue(argument, out var address))
            return address;
        return argument.StartsWith("/usr/lib/flamenco", StringComparison.Ordinal)
            || argument.StartsWith("/etc/flamenco", StringComparison.Ordinal)
            || argument.StartsWith("/var/lib/flamenco", StringComparison.Ordinal)
            ? Place(argument)
            : argument;
    }
}
