using System.Net.Http.Headers;
using System.Text.Json;
using Flamenco.Domain.Access;
using Flamenco.Domain.Identity;
using Flamenco.ManagerGateway;
using Flamenco.Storage.Access;
using Flamenco.Storage.Managers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Flamenco.Site.Tests.Gateway.Harness;

/// <summary>A studio site of its own: a Manager with its keys, in front of the Server that the tests share.</summary>
public sealed class SiteUnderTest(ServerUnderTest server) : IAsyncLifetime, IAsyncDisposable
{
    private readonly TemporaryFolder _data = new();
    private readonly List<Client> _clients = [];
    private readonly List<Guid> _jobs = [];
    private WebApplication? _gateway;

    internal ServerUnderTest Server => server;

    internal WebApplication Gateway => _gateway!;

    internal ManagerId Id { get; } = new(Guid.NewGuid());

    internal string Url => Gateway.Urls.First();

    internal string JoinSecret { get; private set; } = "";

    internal string LogFolder => _data.File("gateway/logs");

    public Task InitializeAsync() => StartAsync([]);

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await StopAsync();
        _data.Dispose();
    }

    internal async Task StartAsync(string[] options)
    {
        await server.Services.GetRequiredService<IManagerStore>().AddAsync(new ManagerRow(Id, $"site {Id}"));
        JoinSecret = await TokenAsync(Roles.Join);
        await File.WriteAllTextAsync(_data.File("manager-key"), await TokenAsync(Roles.Manager));
        await GoOnAsync(options);
    }

    /// <summary>Stops the Manager; it can go on with what it keeps.</summary>
    internal async Task StopAsync()
    {
        await Gateway.StopAsync();
        await Gateway.DisposeAsync();
    }

    internal async Task GoOnAsync(params string[] options)
    {
        _gateway = GatewayHost.Build(
            [
                "--data", _data.File("gateway"), "--urls", "http://127.0.0.1:0", "--manager-key-file", _data.File("manager-key"),
                "--config", server.Settings, "--allow-root", .. options,
            ],
            server.Services);
        Gateway.Services.GetRequiredService<ILoggerFactory>().AddProvider(server.Logs);

        using var log = server.Logs.Listen(LogLevel.Information);
        await Gateway.StartAsync();
        await log.UntilAsync($"Manager {Id} is at {Url}");
    }

    /// <summary>A token for this site.</summary>
    internal async Task<string> TokenAsync(string role)
    {
        var token = AccessToken.Create(role);
        await server.Services.GetRequiredService<ITokenStore>().AddAsync(
            AccessToken.Hash(token), new TokenRow($"the {role}", role, Id, Expires: null));
        return token;
    }

    internal async Task<Client> PersonAsync(string role = Roles.Artist) => Bearer(await TokenAsync(role));

    internal Client Bearer(string token) => Client(Url, new AuthenticationHeaderValue("Bearer", token));

    internal Client Stranger() => Client(Url, credentials: null);

    internal Client Client(string address, AuthenticationHeaderValue? credentials)
    {
        var client = new Client(address, credentials);
        lock (_clients)
            _clients.Add(client);
        return client;
    }

    /// <summary>Submits a job of one task, or of more that wait for the first.</summary>
    internal async Task<Guid> SubmitAsync(int more = 0, string message = "hello")
    {
        var artist = await PersonAsync();
        var answer = await artist.PostAsync("/api/v3/jobs", Jobs.Echo(message, more));
        if (answer.Status != 200)
            throw new InvalidOperationException(answer.ToString());

        var job = answer.Body.GetProperty("id").GetGuid();
        lock (_jobs)
            _jobs.Add(job);
        return job;
    }

    /// <summary>Cancels what a test has submitted, so that the next one's Workers do not get it. What has ended stays so.</summary>
    internal async Task ClearAsync()
    {
        var artist = await PersonAsync();
        foreach (var job in _jobs)
            await artist.PostAsync($"/api/v3/jobs/{job}/setstatus", """{ "status": "cancel-requested", "reason": "" }""");
        _jobs.Clear();
    }

    /// <summary>Until the job has this status; its grain hears of its tasks a moment after the Worker has its answer.</summary>
    internal async Task<Answer> UntilAsync(Guid job, string status)
    {
        var viewer = await PersonAsync(Roles.Viewer);
        using var limit = new CancellationTokenSource(Patience.Most);
        while (true)
        {
            var answer = await viewer.GetAsync($"/api/v3/jobs/{job}");
            if (answer.Body.GetProperty("status").GetString() == status)
                return answer;
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"the job did not become {status}: {answer}");
        }
    }

    /// <summary>What people see of a task.</summary>
    internal async Task<JsonElement> TaskAsync(Guid task) =>
        (await (await PersonAsync(Roles.Viewer)).GetAsync($"/api/v3/tasks/{task}")).Body;
}
