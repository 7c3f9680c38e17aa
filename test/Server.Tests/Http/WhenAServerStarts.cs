using Flamenco.Domain.Access;
using Flamenco.Http.Hosting;
using Flamenco.Silo;
using Microsoft.Extensions.Options;

namespace Flamenco.Server.Tests.Http;

[Collection(AtTheServer.Name)]
public class WhenAServerRuns(RunningServer server)
{
    [Fact]
    public void a_second_one_on_its_data_folder_is_refused_with_advice()
    {
        var refused = Should.Throw<RefusedToStartException>(() => SiloHost.Build(RunningServer.Arguments(server.Folder)));

        refused.Message.ShouldBe($"Another Server uses {server.Folder}. Stop it first, or give this one a data folder of its own (--data).");
    }

    [Fact]
    public void nobody_else_reads_its_files()
    {
        if (OperatingSystem.IsWindows())
            return;

        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var files = Directory.GetFiles(server.Folder).Select(file => Path.GetFileName(file)).ToList();

        files.ShouldSatisfyAllConditions(
            () => files.ShouldContain("owner-token"),
            () => files.ShouldContain("join-secret"),
            () => files.ShouldContain("manager-key"),
            () => files.ShouldContain("flamenco.db"),
            () => files.ShouldContain("orleans.db"));
        foreach (var file in files)
            File.GetUnixFileMode(Path.Combine(server.Folder, file)).ShouldBe(OwnerOnly, file);
        File.GetUnixFileMode(server.Folder).ShouldBe(OwnerOnly | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task its_log_holds_no_secret_whatever_was_presented()
    {
        var stranger = AccessToken.Create(Roles.Admin);
        string[] secrets =
        [
            server.Secret("owner-token"), server.Secret("join-secret"), server.Secret("manager-key"), server.TokenOf(Roles.Artist), stranger,
        ];
        foreach (var secret in secrets)
        {
            using var client = server.With(secret);
            await client.GetAsync(Answers.Jobs);
            await client.GetAsync($"/as/{secret}/api/v1/jobs?token={secret}");
            await client.PostTextAsync(Answers.Jobs, "{ broken");
            await client.PostTextAsync(Answers.Jobs, "x", "text/plain");
        }

        var logs = server.Logs;

        logs.ShouldContain("owner-token", customMessage: "the log is captured, and says where the token is");
        foreach (var secret in secrets)
            logs.ShouldNotContain(secret);
    }
}

/// <summary>These start and stop Servers of their own.</summary>
public sealed class WhenAServerStarts : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task again_it_knows_its_secrets_its_site_and_its_jobs()
    {
        var server = new RunningServer();
        await server.InitializeAsync();
        var (owner, site) = (server.Secret("owner-token"), server.Site);
        string id;
        using (var client = server.With(owner))
            id = (await client.SubmittedAsync()).GetProperty("id").GetString()!;

        await server.StopAsync();
        await server.InitializeAsync();

        server.Secret("owner-token").ShouldBe(owner);
        server.Site.ShouldBe(site);
        using (var client = server.With(owner))
            (await client.GetStringAsync($"{Answers.Jobs}/{id}")).ShouldContain("\"status\":\"queued\"");
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://render.studio.test:0")]
    [InlineData("http://*:0")]
    [InlineData("http://127.0.0.1:0;http://[::]:0")]
    public void on_a_network_without_tls_it_refuses_unless_it_is_told_to(string urls)
    {
        var refused = Should.Throw<RefusedToStartException>(() => SiloHost.Build(["--data", _folder.Path, "--urls", urls, "--allow-root"]));

        refused.Message.ShouldContain("--insecure-http");
    }

    [Fact]
    public void without_a_data_folder_it_says_how_to_name_one() =>
        Should.Throw<RefusedToStartException>(() => SiloHost.Build(["--allow-root"])).Message.ShouldContain("--data");

    [Fact]
    public void with_an_argument_that_it_does_not_know_it_refuses() =>
        Should.Throw<RefusedToStartException>(() => SiloHost.Build(RunningServer.Arguments(_folder.Path, "--dta", "x"))).Message.ShouldContain("--dta");

    [Fact]
    public void with_a_configuration_file_that_is_not_there_it_says_which()
    {
        var missing = _folder.File("missing.json");

        Should.Throw<RefusedToStartException>(() => SiloHost.Build(RunningServer.Arguments(_folder.Path, "--config", missing)))
            .Message.ShouldContain(missing);
    }

    [Fact]
    public async Task with_a_number_out_of_bounds_it_names_key_value_and_bound()
    {
        var file = _folder.File("server.json");
        await File.WriteAllTextAsync(file, """{"Jobs": {"FailJobAtPercent": 0}}""");
        await using var app = SiloHost.Build(RunningServer.Arguments(_folder.File("data"), "--config", file));

        var refused = await Should.ThrowAsync<OptionsValidationException>(() => app.StartAsync());

        refused.Message.ShouldBe("Jobs:FailJobAtPercent is 0; it must be 1 to 100");
    }
}
