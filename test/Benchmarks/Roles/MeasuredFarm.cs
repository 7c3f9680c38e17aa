using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Flamenco.Server.Tests.Stores;

namespace Flamenco.Benchmarks.Roles;

/// <summary>A farm of separate processes, credentials and audit on: a Server node with its store, and a Manager.</summary>
internal sealed class MeasuredFarm : IAsyncDisposable
{
    private const string AnyPort = "http://127.0.0.1:0";

    private readonly string _folder = Directory.CreateTempSubdirectory("flamenco-bench-").FullName;
    private readonly Dictionary<string, string> _variables;
    private PostgresCluster? _cluster;
    private string[] _storeArguments = [];
    private RoleProgram? _silo;
    private RoleProgram? _manager;
    private string _managerUrl = AnyPort;
    private HttpClient? _http;

    private MeasuredFarm(string store, IReadOnlyDictionary<string, string> variables)
    {
        Store = store;
        _variables = new(variables);
    }

    public string Store { get; }

    public RoleProgram Silo => _silo ?? throw new InvalidOperationException("the Server does not run");

    public RoleProgram Manager => _manager ?? throw new InvalidOperationException("the Manager does not run");

    /// <summary>The Server's API with the owner's credentials.</summary>
    public HttpClient Http => _http ?? throw new InvalidOperationException("the Server does not run");

    public string OwnerToken => Secret("owner-token");

    public string JoinSecret => Secret("join-secret");

    /// <summary>The database's process; null where the store has none of its own.</summary>
    public int? Database { get; private set; }

    public static Task<MeasuredFarm> StartAsync(string store, CancellationToken stop) => StartAsync(store, new Dictionary<string, string>(), stop);

    /// <param name="store"><c>sqlite</c>, <c>postgres</c> or <c>memory</c>.</param>
    /// <param name="variables">Environment of both programs.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task<MeasuredFarm> StartAsync(string store, IReadOnlyDictionary<string, string> variables, CancellationToken stop)
    {
        var farm = new MeasuredFarm(store, variables);
        try
        {
            farm._storeArguments = store switch
            {
                "memory" => ["--store", "memory", "--volatile"],
                "postgres" => ["--postgres", await farm.StartPostgresAsync()],
                _ => [],
            };
            await farm.StartServerAsync(stop);
            await farm.StartManagerAsync(stop);
            return farm;
        }
        catch
        {
            await farm.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a Manager; after another one where that was, for the Workers know its address.</summary>
    public async Task StartManagerAsync(CancellationToken stop)
    {
        _manager = await RoleProgram.StartAsync(
            "Manager", "Flamenco.ManagerGateway", verb: null,
            ["--data", Path.Combine(Data, "manager"), "--urls", _managerUrl, "--server", Silo.Url.AbsoluteUri, "--manager-key-file", Path.Combine(Data, "manager-key")],
            _variables, stop);
        _managerUrl = _manager.Url.GetLeftPart(UriPartial.Authority);
    }

    public async Task KillManagerAsync()
    {
        Manager.Kill();
        await Manager.DisposeAsync();
        _manager = null;
    }

    /// <summary>Submits a job; it is stored when this returns.</summary>
    public async Task<Guid> SubmitAsync(int tasks, CancellationToken stop, string? tag = null)
    {
        using var answer = await Http.PostAsJsonAsync(
            "api/v1/jobs", new { name = $"{tasks} tasks", type = BenchmarkTasks.Type, worker_tag = tag, settings = new { tasks } }, stop);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"the job was refused: {await answer.Content.ReadAsStringAsync(stop)}\nThe Server said last:\n{string.Join('\n', Silo.Log)}");
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(stop)).GetProperty("id").GetGuid();
    }

    public IAsyncEnumerable<JsonElement> WorkersAsync(CancellationToken stop) => AllAsync("workers", stop);

    public IAsyncEnumerable<JsonElement> JobsAsync(CancellationToken stop) => AllAsync("jobs", stop);

    /// <summary>Cancels a job, and waits until all of it is canceled.</summary>
    /// <param name="job">Which.</param>
    /// <param name="beat">How often the Server is asked.</param>
    /// <param name="stop">Gives up.</param>
    public async Task CancelAsync(Guid job, TimeSpan beat, CancellationToken stop)
    {
        using var answer = await Http.PostAsync(new Uri($"api/v1/jobs/{job}/cancel", UriKind.Relative), content: null, stop);
        answer.EnsureSuccessStatusCode();
        using var timer = new PeriodicTimer(beat);
        while ((await Http.GetFromJsonAsync<JsonElement>($"api/v1/jobs/{job}", stop)).GetProperty("status").GetString() != "canceled")
            await timer.WaitForNextTickAsync(stop);
    }

    /// <summary>What the Server's heap holds after a full collection, in bytes.</summary>
    public async Task<long> HeapAsync(CancellationToken stop)
    {
        await Silo.SayAsync(BenchmarkSilo.HeapQuestion);
        return long.Parse(await Silo.AnswerAsync(stop), CultureInfo.InvariantCulture);
    }

    /// <summary>Puts a job's grain to sleep, wakes it, and says how many seconds that took.</summary>
    public async Task<double> WakeAsync(Guid job, CancellationToken stop)
    {
        await Silo.SayAsync($"{BenchmarkSilo.WakeQuestion} {job}");
        return double.Parse(await Silo.AnswerAsync(stop), CultureInfo.InvariantCulture);
    }

    /// <summary>Processor time by now, in microseconds.</summary>
    public CpuSample Cpu() => new(Silo.CpuMicros, Manager.CpuMicros, Database is { } database ? Measured.CpuMicrosWithChildren(database) : 0);

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_manager is not null)
            await _manager.DisposeAsync();
        if (_silo is not null)
            await _silo.DisposeAsync();
        if (_cluster is not null)
            await _cluster.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async IAsyncEnumerable<JsonElement> AllAsync(string what, [EnumeratorCancellation] CancellationToken stop)
    {
        string? next = null;
        do
        {
            var page = await Http.GetFromJsonAsync<JsonElement>($"api/v1/{what}?limit=200{(next is null ? "" : $"&after={next}")}", stop);
            foreach (var one in page.GetProperty(what).EnumerateArray())
                yield return one;
            next = page.TryGetProperty("next", out var more) ? more.GetString() : null;
        }
        while (next is not null);
    }

    private string Data => Path.Combine(_folder, "farm");

    private string Secret(string name) => File.ReadAllText(Path.Combine(Data, name)).Trim();

    private async Task StartServerAsync(CancellationToken stop)
    {
        _silo = await RoleProgram.StartAsync(
            "Server", "Flamenco.Silo", BenchmarkSilo.Verb, ["--data", Data, "--urls", AnyPort, .. _storeArguments], _variables, stop);
        _http = new HttpClient { BaseAddress = _silo.Url, Timeout = TimeSpan.FromMinutes(10) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", OwnerToken);
    }

    private async Task<string> StartPostgresAsync()
    {
        var before = Measured.Children(Environment.ProcessId).ToHashSet();
        _cluster = new PostgresCluster();
        await _cluster.InitializeAsync();
        Database = Measured.Children(Environment.ProcessId).Single(child => !before.Contains(child));
        return _cluster.InAFile(await _cluster.TakeAsync());
    }
}

/// <summary>Processor time of a farm's processes, in microseconds.</summary>
internal sealed record CpuSample(double Silo, double Manager, double Database)
{
    /// <summary>Our own processes: without load and database.</summary>
    public double Ours => Silo + Manager;

    public static CpuSample operator -(CpuSample after, CpuSample before) =>
        new(after.Silo - before.Silo, after.Manager - before.Manager, after.Database - before.Database);
}
