using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Flamenco.Contracts.Server;
using Flamenco.Contracts.Site;
using Flamenco.EndToEnd.Harness;

namespace Flamenco.EndToEnd.Faults;

/// <summary>Server and Manager as programs of their own at fixed addresses, to be killed and started again one by one.</summary>
public sealed class RolesUnderTest : IAsyncLifetime
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();
    private readonly List<RunningProgram> _ended = [];
    private readonly (int Server, int Manager) _ports = (Ports.Free(), Ports.Free());
    private HttpClient? _client;
    private HttpClient? _site;
    private RunningProgram? _server;
    private RunningProgram? _manager;

    internal ServerApi Server => new(_client!);

    internal ManagerApi Site => new(_site!);

    internal IPEndPoint ManagerEndPoint => new(IPAddress.Loopback, _ports.Manager);

    internal string JoinSecretFile => Path.Combine(_folder["farm"], "join-secret");

    public async Task InitializeAsync()
    {
        _server = await StartAsync("Silo", "server", "--data", _folder["farm"], "--urls", Url(_ports.Server));
        await StartManagerAsync();
        _client = Owner(_ports.Server);
        _site = Owner(_ports.Manager);
    }

    internal async Task StartManagerAsync() => _manager = await StartAsync(
        "ManagerGateway", "manager", "--data", _folder["site"], "--urls", Url(_ports.Manager), "--server", Url(_ports.Server),
        "--manager-key-file", Path.Combine(_folder["farm"], "manager-key"));

    internal async Task KillManagerAsync()
    {
        await _manager!.KillAsync();
        _ended.Add(_manager);
    }

    /// <summary>Starts a role and waits until it says that it is ready.</summary>
    internal static async Task<RunningProgram> StartAsync(string project, string ready, params IEnumerable<string> arguments)
    {
        var assembly = Path.Combine(Checkout.OutputOf(project), $"Flamenco.{project}.dll");
        var program = RunningProgram.Start("dotnet", [assembly, .. arguments], new Dictionary<string, string?> { ["FLAMENCO_ALLOW_ROOT"] = "1" });
        (await program.Output.FirstAsync(line => line.StartsWith($"READY {ready}=", StringComparison.Ordinal)).WaitAsync(StartPatience))
            .ShouldNotBeNull(program.Said());
        return program;
    }

    /// <summary>The log of one attempt; without a number that of the newest.</summary>
    internal async Task<string> LogAsync(Guid task, int? attempt = null)
    {
        var newest = (await Site.TaskLogAsync(task)).ShouldNotBeNull();
        var log = attempt is null ? newest : newest with { Url = $"{newest.Url[..newest.Url.LastIndexOf('/')]}/task-{task}.{attempt}.txt" };
        return Encoding.UTF8.GetString(await Site.LogBytesAsync(log, 0));
    }

    internal async Task ShouldBeHealthyAsync() =>
        (await FlamencoProgram.RunAsync(
            ["doctor", "--server", Url(_ports.Server), "--token-file", Path.Combine(_folder["farm"], "owner-token"), "--site", _folder["site"]])).ShouldEndWith(0);

    public async Task DisposeAsync()
    {
        _client?.Dispose();
        _site?.Dispose();
        foreach (var program in (RunningProgram?[])[_manager, _server, .. _ended])
        {
            if (program is not null)
                await program.DisposeAsync();
        }

        _folder.Dispose();
    }

    private static string Url(int port) => $"http://127.0.0.1:{port}";

    private HttpClient Owner(int port) => new()
    {
        BaseAddress = new Uri(Url(port)),
        DefaultRequestHeaders =
        {
            Authorization = new AuthenticationHeaderValue("Bearer", File.ReadAllText(Path.Combine(_folder["farm"], "owner-token")).Trim()),
        },
    };
}
