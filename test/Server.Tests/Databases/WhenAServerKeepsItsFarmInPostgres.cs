using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Flamenco.Domain.Access;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Managers;
using Flamenco.Http.Hosting;
using Flamenco.Server.Tests.Grains;
using Flamenco.Server.Tests.Http;
using Flamenco.Server.Tests.Stores;
using Flamenco.Silo;
using Microsoft.Extensions.DependencyInjection;

namespace Flamenco.Server.Tests.Databases;

[Collection(PostgresCluster.Name)]
public sealed class WhenAServerKeepsItsFarmInPostgres : IAsyncLifetime
{
    private ServerOnPostgres? _server;

    private ServerOnPostgres Server => _server.ShouldNotBeNull();

    private RunningServer Node => Server.Node;

    private IGrainFactory Grains => Node.Services.GetRequiredService<IGrainFactory>();

    public async Task InitializeAsync() => _server = await ServerOnPostgres.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();

    [Fact]
    public async Task a_job_is_submitted_rendered_and_completed()
    {
        using var client = Node.As(Roles.Artist);
        var site = new TestSite(() => Grains, Node.Site);
        var worker = await site.WorkerAsync();
        var id = (await client.SubmittedAsync()).GetProperty("id").GetString();

        await worker.EndAsync(await worker.GetTaskAsync(), "completed");
        await worker.EndAsync(await worker.GetTaskAsync(), "completed");

        var job = await Eventually.SeeAsync(
            "the job's end", async () => JsonDocument.Parse(await client.GetStringAsync($"{Answers.Jobs}/{id}")).RootElement,
            seen => seen.GetProperty("status").GetString() == "completed");
        job.GetProperty("steps_completed").GetInt32().ShouldBe(2);
        (await Server.AskAsync("SELECT completed FROM jobs")).ShouldBe(2);
    }

    [Fact]
    public async Task its_data_folder_holds_the_secrets_and_no_database()
    {
        var files = Directory.GetFiles(Node.Folder).Select(file => Path.GetFileName(file)).Order().ToList();

        files.ShouldBe(["join-secret", "manager-key", "orleans-ports", "owner-token", "server.lock", "store"]);
        (await Server.AskAsync("SELECT COUNT(*) FROM managers")).ShouldBe(1L);
    }

    [Fact]
    public async Task started_without_its_postgres_it_refuses_and_leaves_the_folder_as_it_is()
    {
        await Node.StopAsync();

        var refused = Should.Throw<RefusedToStartException>(() => SiloHost.Build(RunningServer.Arguments(Node.Folder)));

        refused.Message.ShouldContain("is of a farm that is kept in postgres, and this one would be kept in sqlite");
        Directory.GetFiles(Node.Folder, "*.db").ShouldBeEmpty();
        await Should.NotThrowAsync(Node.InitializeAsync);
    }

    [Fact]
    public async Task what_a_manager_has_announced_is_known_after_a_restart()
    {
        await Grains.Manager(Node.Site).AnnounceAsync(new Announcement { Url = "http://10.0.0.5:8080", Version = "1.2" });

        await Node.StopAsync();
        await Node.InitializeAsync();

        var manager = (await Grains.Manager(Node.Site).GetAsync()).ShouldNotBeNull();
        (manager.Url, manager.Version).ShouldBe(("http://10.0.0.5:8080", "1.2"));
    }

    [Fact]
    public async Task it_is_ready_and_says_which_part_is_out()
    {
        using var client = Node.Anonymous();
        (await client.GetStringAsync("/health/ready")).ShouldBe("ready");

        await Server.AskAsync("ALTER TABLE OrleansStorage RENAME TO away");
        (await OutAsync(client)).ShouldBe("out: Orleans' storage");
        await Server.AskAsync("ALTER TABLE away RENAME TO OrleansStorage; ALTER TABLE managers RENAME TO away");
        (await OutAsync(client)).ShouldBe("out: the database");
        await Server.AskAsync("ALTER TABLE away RENAME TO managers");

        (await client.GetStringAsync("/health/ready")).ShouldBe("ready");
    }

    [Fact]
    public async Task it_goes_on_when_a_database_that_was_away_is_back()
    {
        using var client = Node.As(Roles.Artist);
        await PostgresCluster.Running.AdministerAsync($"ALTER DATABASE {Server.Database} ALLOW_CONNECTIONS false");
        await PostgresCluster.Running.AdministerAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{Server.Database}'");

        var outage = await OutAsync(client);
        using var refused = await client.PostAsJsonAsync(Answers.Jobs, Answers.Echo());
        await PostgresCluster.Running.AdministerAsync($"ALTER DATABASE {Server.Database} ALLOW_CONNECTIONS true");

        outage.ShouldBe("out: the database, Orleans' storage");
        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await client.GetStringAsync("/health/ready")).ShouldBe("ready");
        (await client.SubmittedAsync()).GetProperty("status").GetString().ShouldBe("queued");
    }

    [Fact]
    public async Task it_lives_without_its_database_whoever_asks()
    {
        using var stranger = Node.Anonymous();
        using var owner = Node.As(Roles.Admin);
        await Server.AskAsync("""ALTER TABLE managers RENAME TO away; ALTER TABLE tokens RENAME TO gone""");

        var answers = (await stranger.GetStringAsync("/health/live"), await owner.GetStringAsync("/health/live"));

        await Server.AskAsync("""ALTER TABLE away RENAME TO managers; ALTER TABLE gone RENAME TO tokens""");
        answers.ShouldBe(("live", "live"));
    }

    private static async Task<string?> OutAsync(HttpClient client)
    {
        using var response = await client.GetAsync("/health/ready");
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("detail").GetString();
    }
}
