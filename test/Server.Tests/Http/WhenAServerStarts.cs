using Flamenco.Http.Hosting;
using Flamenco.Silo;
using Microsoft.Extensions.Options;

namespace Flamenco.Server.Tests.Http;


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
