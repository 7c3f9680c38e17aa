using System.Net.Http.Headers;
using System.Text;
using Flamenco.Domain.Access;
using Flamenco.Site.Tests.Gateway.Harness;
using Shouldly;

namespace Flamenco.Site.Tests.Gateway.Access;

[Collection(WithAServer.Name)]
public sealed class WhenCredentialsAreNotOfThisSite(SiteUnderTest site) : IClassFixture<SiteUnderTest>
{
    [Theory]
    [InlineData(Roles.Viewer)]
    [InlineData(Roles.Artist)]
    [InlineData(Roles.Admin)]
    public async Task a_token_of_another_site_is_refused(string role)
    {
        await using var other = await site.Server.OpenSiteAsync();

        var answer = await site.Bearer(await other.TokenAsync(role)).GetAsync("/api/v3/version");

        answer.Status.ShouldBe(401);
    }

    [Fact]
    public async Task a_join_secret_of_another_site_registers_nobody()
    {
        await using var other = await site.Server.OpenSiteAsync();

        var answer = await Flamenco3Worker.RegisterAsync(site.Bearer(other.JoinSecret));

        answer.Status.ShouldBe(401);
    }

    [Fact]
    public async Task a_worker_of_another_site_is_refused()
    {
        await using var other = await site.Server.OpenSiteAsync();
        var worker = await Flamenco3Worker.AwakeAsync(other);

        var answer = await site.Client(site.Url, worker.Credentials).PostAsync("/api/v3/worker/task");

        answer.Status.ShouldBe(401);
    }

    [Fact]
    public async Task a_worker_of_another_site_gets_no_task_of_this_one()
    {
        await using var other = await site.Server.OpenSiteAsync();
        var worker = await Flamenco3Worker.AwakeAsync(other);
        await site.SubmitAsync();

        var answer = await worker.AskAsync();

        answer.Status.ShouldBe(204);
    }

    [Fact]
    public async Task a_job_of_another_site_is_not_there()
    {
        await using var other = await site.Server.OpenSiteAsync();
        var job = await other.SubmitAsync();
        var artist = await site.PersonAsync(Roles.Admin);

        (await artist.GetAsync($"/api/v3/jobs/{job}")).Status.ShouldBe(404);
        (await artist.GetAsync($"/api/v3/jobs/{job}/tasks")).Text.ShouldBe("""{"tasks":[]}""");
        (await artist.GetAsync("/api/v3/jobs")).Text.ShouldNotContain(job.ToString());
        (await artist.PostAsync($"/api/v3/jobs/{job}/setstatus", """{ "status": "cancel-requested", "reason": "" }""")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task the_owners_token_is_for_every_site()
    {
        var answer = await site.Bearer(site.Server.OwnerToken).GetAsync("/api/v3/version");

        answer.Status.ShouldBe(200);
    }

    [Fact]
    public async Task a_browser_may_send_a_token_as_the_password_of_any_user()
    {
        var token = await site.TokenAsync(Roles.Viewer);
        var credentials = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"me:{token}")));

        var answer = await site.Client(site.Url, credentials).GetAsync("/api/v3/version");

        answer.Status.ShouldBe(200);
    }

    [Fact]
    public async Task a_wrong_secret_and_an_unknown_worker_are_refused_alike()
    {
        var worker = await Flamenco3Worker.RegisteredAsync(site);

        var wrong = await site.Client(site.Url, Basic($"{worker.Id}:wrong")).PostAsync("/api/v3/worker/sign-off");
        var unknown = await site.Client(site.Url, Basic($"{Guid.NewGuid()}:wrong")).PostAsync("/api/v3/worker/sign-off");

        wrong.Status.ShouldBe(401);
        unknown.Text.ShouldBe(wrong.Text);
        unknown.Status.ShouldBe(wrong.Status);
    }

    [Theory]
    [InlineData("Bearer", "nonsense")]
    [InlineData("Bearer", "flamenco_admin_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA000000")]
    [InlineData("Basic", "%%%")]
    [InlineData("Basic", "bm8tY29sb24=")]
    [InlineData("Digest", "username=\"owner\"")]
    public async Task what_can_not_be_read_as_credentials_is_refused(string scheme, string value)
    {
        var answer = await site.Client(site.Url, new AuthenticationHeaderValue(scheme, value)).GetAsync("/api/v3/version");

        answer.Status.ShouldBe(401);
    }

    private static AuthenticationHeaderValue Basic(string pair) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
}
