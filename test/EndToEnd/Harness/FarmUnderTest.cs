using System.Net.Http.Headers;
using Flamenco.Contracts.Server;
using Flamenco.Contracts.Site;

namespace Flamenco.EndToEnd.Harness;

/// <summary>A real farm: <c>flamenco up</c> as a process, on free ports, in a data folder of the test's own.</summary>
internal sealed class FarmUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopPatience = TimeSpan.FromMinutes(1);

    private readonly RunningProgram _program;
    private readonly List<HttpClient> _clients = [];

    private FarmUnderTest(RunningProgram program, string ready, string data)
    {
        _program = program;
        Ready = ready;
        Data = data;
        Server = new Uri(Part("server="));
        Manager = new Uri(Part("manager="));
    }

    /// <summary>The line on standard output.</summary>
    public string Ready { get; }

    public string Data { get; }

    public Uri Server { get; }

    public Uri Manager { get; }

    public RunningProgram Program => _program;

    /// <summary>The log of all roles so far.</summary>
    public Lines Log => _program.Errors;

    public string OwnerToken => File.ReadAllText(Path.Combine(Data, "owner-token")).Trim();

    /// <summary>Starts a farm and waits until it is ready.</summary>
    /// <param name="data">The data folder; made by the farm, or that of an earlier life.</param>
    /// <param name="more">More arguments of <c>up</c>.</param>
    public static Task<FarmUnderTest> StartAsync(string data, params IEnumerable<string> more) => StartAsync(data, 0, 0, more);

    /// <summary>Starts a farm on these ports and waits until it is ready.</summary>
    public static Task<FarmUnderTest> StartAsync(string data, int serverPort, int managerPort, params IEnumerable<string> more) =>
        StartAsync(data, serverPort, managerPort, [], more);

    /// <summary>Starts a farm whose roles are configured by their environment.</summary>
    public static async Task<FarmUnderTest> StartAsync(
        string data, int serverPort, int managerPort, IEnumerable<(string Name, string? Value)> environment, params IEnumerable<string> more)
    {
        var program = FlamencoProgram.Start(
            ["up", "--data", data, "--server-port", $"{serverPort}", "--manager-port", $"{managerPort}", .. more], environment);
        try
        {
            var ready = await program.Output.FirstAsync(line => line.StartsWith("READY ", StringComparison.Ordinal)).WaitAsync(StartPatience);
            return new FarmUnderTest(program, ready ?? throw new InvalidOperationException($"the farm ended before it was ready. {program.Said()}"), data);
        }
        catch (Exception failed)
        {
            var said = program.Said();
            await program.DisposeAsync();
            throw failed is TimeoutException
                ? new TimeoutException($"the farm on {data} was not ready within {StartPatience.TotalSeconds} s. {said}")
                : failed;
        }
    }

    /// <summary>The Server's API with the owner's token.</summary>
    public ServerApi ServerApi() => new(Client(Server));

    /// <summary>The Manager's API with the owner's token.</summary>
    public ManagerApi ManagerApi() => new(Client(Manager));

    /// <summary>Runs <c>flamenco</c> against this farm.</summary>
    public Task<FlamencoProgram.Ran> RunAsync(params IEnumerable<string> arguments) =>
        FlamencoProgram.RunAsync(arguments, ("FLAMENCO_DATA", Data));

    /// <summary>As Ctrl-C or a service manager stops it; gives the exit code.</summary>
    public async Task<int> StopAsync()
    {
        _program.Stop();
        return await _program.EndAsync(StopPatience);
    }

    /// <summary>As a power cut stops it, all its processes; what they have started runs on.</summary>
    public async Task KillAsync()
    {
        foreach (var role in Processes.OfFarm(Data))
            Signals.Kill(role);
        await _program.KillAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        await _program.DisposeAsync();
    }

    private HttpClient Client(Uri address)
    {
        var client = new HttpClient
        {
            BaseAddress = address,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", OwnerToken) },
        };
        _clients.Add(client);
        return client;
    }

    private string Part(string name) => Ready.Split(' ').Single(part => part.StartsWith(name, StringComparison.Ordinal))[name.Length..];
}
