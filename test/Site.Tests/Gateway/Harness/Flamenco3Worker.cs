using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Workers;
using Flamenco.Storage.Workers;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Flamenco.Site.Tests.Gateway.Harness;

/// <summary>
/// Talks as an unmodified Flamenco 3 Worker does: it was given the address with the join secret, keeps that path for all that
/// it sends, and knows neither asks nor attempts.
/// </summary>
internal sealed class Flamenco3Worker(Client client, Guid id, string secret)
{
    public const string Secret = "0123456789abcdef0123456789abcdef";

    /// <summary>The secret's hash, made in one round: a real one takes a tenth of a second each time.</summary>
    private static readonly string QuickHash =
        new PasswordHasher<object>(Options.Create(new PasswordHasherOptions { IterationCount = 1 })).HashPassword(new object(), Secret);

    public Client Client => client;

    public WorkerId Id => new(id);

    public AuthenticationHeaderValue Credentials => Basic(id.ToString(), secret);

    public static Task<Answer> RegisterAsync(Client client, string name = "old", string platform = "linux") =>
        client.PostAsync(
            "/api/v3/worker/register-worker",
            $$"""
            { "name": {{JsonSerializer.Serialize(name)}}, "secret": "{{Secret}}", "platform": "{{platform}}",
              "supported_task_types": ["misc", "blender", "ffmpeg"] }
            """);

    /// <summary>Registered, and nothing else yet.</summary>
    public static async Task<Flamenco3Worker> RegisteredAsync(SiteUnderTest site, string platform = "linux")
    {
        var address = $"{site.Url}/join/{site.JoinSecret}/";

        // It sends a header that can not be used, and expects that to be ignored.
        var answer = await RegisterAsync(site.Client(address, Basic("", "")), platform: platform);
        var id = answer.Body.GetProperty("uuid").GetGuid();
        return new(site.Client(address, Basic(id.ToString(), Secret)), id, Secret);
    }

    /// <summary>Known for long, signed on and awake.</summary>
    public static async Task<Flamenco3Worker> AwakeAsync(SiteUnderTest site, string platform = "linux")
    {
        var id = Guid.NewGuid();
        await site.Server.Services.GetRequiredService<IWorkerStore>().RegisterAsync(new WorkerRow
        {
            Id = new WorkerId(id), Manager = site.Id, Name = "old", SecretHash = QuickHash, Platform = platform, Address = "127.0.0.1",
            Software = "", TaskTypes = [], Status = WorkerStatus.Registered, Requested = null, CanRestart = false,
            Registered = DateTimeOffset.UnixEpoch, LastSeen = null,
        });
        var worker = new Flamenco3Worker(site.Client($"{site.Url}/join/{site.JoinSecret}/", Basic(id.ToString(), Secret)), id, Secret);
        await worker.SignOnAsync();
        await worker.IsNowAsync("awake");
        return worker;
    }

    public Task<Answer> SignOnAsync() => client.PostAsync(
        "/api/v3/worker/sign-on", """{ "name": "old", "supported_task_types": ["misc", "blender", "ffmpeg"], "software_version": "3.5" }""");

    public Task<Answer> IsNowAsync(string status) => client.PostAsync("/api/v3/worker/state-changed", $$"""{ "status": "{{status}}" }""");

    public Task<Answer> AskAsync() => client.PostAsync("/api/v3/worker/task");

    /// <summary>Asks until it gets a task, which a late offer may delay.</summary>
    public async Task<Guid> TakeAsync()
    {
        using var limit = new CancellationTokenSource(Patience.Most);
        while (true)
        {
            var answer = await AskAsync();
            if (answer.Status == 200)
                return answer.Body.GetProperty("uuid").GetGuid();
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"Worker {id} got no task: {answer}");
        }
    }

    public Task<Answer> UpdateAsync(Guid task, string json) => client.PostAsync($"/api/v3/worker/task/{task}", json);

    public Task<Answer> MayIRunAsync(Guid task) => client.GetAsync($"/api/v3/worker/task/{task}/may-i-run");

    public Task<Answer> LogAsync(Guid task, int attempt, long offset, string text) => client.SendAsync(
        HttpMethod.Put,
        $"/api/v3/worker/task/{task}/log?attempt={attempt}&offset={offset}",
        Client.Bytes(Encoding.UTF8.GetBytes(text), "application/octet-stream"));

    public Task<Answer> SignOffAsync() => client.PostAsync("/api/v3/worker/sign-off");

    private static AuthenticationHeaderValue Basic(string user, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
}
