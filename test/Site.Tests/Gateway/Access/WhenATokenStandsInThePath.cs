using Flamenco.Domain.Access;
using Flamenco.ManagerGateway.Access;
using Flamenco.Site.Tests.Gateway.Harness;
using Shouldly;

namespace Flamenco.Site.Tests.Gateway.Access;

[Collection(WithAServer.Name)]
public sealed class WhenATokenStandsInThePath(SiteUnderTest site) : IClassFixture<SiteUnderTest>
{
    [Theory]
    [InlineData("/as/TOKEN/api/v3/version", "TOKEN", "/api/v3/version")]
    [InlineData("/join/TOKEN/api/v3/worker/task", "TOKEN", "/api/v3/worker/task")]
    [InlineData("/as/TOKEN/", "TOKEN", "/")]
    [InlineData("/as/TOKEN", "TOKEN", "/")]
    [InlineData("/as//api", "", "/api")]
    public void it_is_parted_from_the_rest(string path, string token, string rest) =>
        TokenPath.Split(path).ShouldBe((token, rest));

    [Theory]
    [InlineData("/api/v3/version")]
    [InlineData("/asset/TOKEN")]
    [InlineData("/")]
    public void other_paths_hold_none(string path) => TokenPath.Split(path).ShouldBeNull();

    [Fact]
    public async Task the_add_on_is_let_in_by_it()
    {
        var artist = await ByPathAsync("as", Roles.Artist);

        (await artist.GetAsync("/api/v3/version")).Status.ShouldBe(200);
        (await artist.PostAsync("/api/v3/jobs/check", Jobs.Echo())).Status.ShouldBe(204);
    }

    [Fact]
    public async Task a_wrong_one_is_refused()
    {
        var answer = await site.Client($"{site.Url}/as/flamenco_artist_wrong/", credentials: null).GetAsync("/api/v3/version");

        answer.Status.ShouldBe(401);
        answer.Text.ShouldNotContain("flamenco_artist_wrong");
    }

    [Fact]
    public async Task an_artists_opens_no_worker_route()
    {
        var artist = await ByPathAsync("as", Roles.Artist);

        (await artist.PostAsync("/api/v3/worker/task")).Status.ShouldBe(403);
        (await Flamenco3Worker.RegisterAsync(artist)).Status.ShouldBe(403);
    }

    [Fact]
    public async Task a_join_secret_opens_nothing_but_registration()
    {
        var joining = site.Client($"{site.Url}/join/{site.JoinSecret}/", credentials: null);

        (await joining.GetAsync("/api/v3/version")).Status.ShouldBe(403);
        (await joining.PostAsync("/api/v3/worker/task")).Status.ShouldBe(403);
        (await joining.PostAsync("/api/v3/jobs", Jobs.Echo())).Status.ShouldBe(403);
        (await Flamenco3Worker.RegisterAsync(joining)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task a_worker_that_keeps_the_address_it_joined_by_is_known_by_its_own_credentials()
    {
        var worker = await Flamenco3Worker.RegisteredAsync(site);

        (await worker.SignOnAsync()).Status.ShouldBe(200);
        (await worker.Client.GetAsync("/api/v3/jobs")).Status.ShouldBe(403);
    }

    [Fact]
    public async Task a_worker_with_a_wrong_secret_is_not_let_in_by_the_path()
    {
        var address = $"{site.Url}/join/{site.JoinSecret}/";
        var wrong = new System.Net.Http.Headers.AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{Guid.NewGuid()}:wrong")));

        (await site.Client(address, wrong).PostAsync("/api/v3/worker/sign-off")).Status.ShouldBe(401);
    }

    [Fact]
    public async Task links_in_answers_do_not_hold_it()
    {
        await using var own = await site.Server.OpenSiteAsync();
        var worker = await Flamenco3Worker.AwakeAsync(own);
        await own.SubmitAsync();
        var task = await worker.TakeAsync();
        await worker.LogAsync(task, attempt: 1, offset: 0, "said");
        var prefix = $"/as/{await own.TokenAsync(Roles.Artist)}";

        var log = await own.Client(own.Url + prefix, credentials: null).GetAsync($"/api/v3/tasks/{task}/log");

        var url = log.Body.GetProperty("url").GetString()!;
        url.ShouldStartWith("/job-files/");
        (await own.Stranger().GetAsync(prefix + url)).Text.ShouldBe("said");
    }

    private async Task<Client> ByPathAsync(string kind, string role) =>
        site.Client($"{site.Url}/{kind}/{await site.TokenAsync(role)}/", credentials: null);
}
