using System.Net.Http.Headers;
using System.Text.Json;
using Flamenco.Contracts.Server;
using Flamenco.Contracts.Site;
using Flamenco.EndToEnd.Harness;

namespace Flamenco.EndToEnd.Deployment;

/// <summary>From exactly the units and the sample configuration of <c>deploy/</c>, without systemd itself.</summary>
public sealed class WhenTheRolesAreInstalled
{
    [Fact]
    public async Task each_unit_starts_its_role_and_together_they_do_a_job()
    {
        await using var farm = new InstalledFarm();

        await farm.StartAsync("flamenco-server", "server");
        Copy(farm, "manager-key");
        Copy(farm, "join-secret");
        await farm.StartAsync("flamenco-manager", "manager");
        await farm.StartAsync("flamenco-worker", "worker");

        using var http = new HttpClient { BaseAddress = farm.Address("http://127.0.0.1:8081") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", (await File.ReadAllTextAsync(farm.Place("/var/lib/flamenco/server/owner-token"))).Trim());
        var server = new ServerApi(http);
        var job = await server.SubmitAsync(Echo(), Guid.NewGuid().ToString());
        (await server.EndedAsync(job.Id)).Status.ShouldBe("completed");

        await farm.StopAsync();
    }

    private static SubmittedJob Echo() => new()
    {
        Name = "hello",
        Type = "echo-sleep-test",
        Settings = new Dictionary<string, JsonElement>
        {
            ["message"] = JsonSerializer.SerializeToElement("hello"),
            ["sleep_duration_seconds"] = JsonSerializer.SerializeToElement(0),
        },
    };

    private static void Copy(InstalledFarm farm, string secret) =>
        File.Copy(farm.Place($"/var/lib/flamenco/server/{secret}"), farm.Place($"/etc/flamenco/{secret}"));
}
