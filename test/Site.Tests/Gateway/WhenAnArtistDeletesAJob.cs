using System.Text.Json;
using Flamenco.Domain.Access;
using Flamenco.Site.Tests.Gateway.Harness;
using Shouldly;

namespace Flamenco.Site.Tests.Gateway;

[Collection(WithAServer.Name)]
public sealed class WhenAnArtistDeletesAJob(SiteUnderTest site) : IClassFixture<SiteUnderTest>, IAsyncLifetime
{
    private Client _artist = null!;
    private Guid _job;

    public async Task InitializeAsync()
    {
        _job = await site.SubmitAsync(more: 1);
        _artist = await site.PersonAsync();
    }

    public Task DisposeAsync() => site.ClearAsync();

    [Fact]
    public async Task it_is_told_before_what_goes_with_it()
    {
        var answer = await _artist.GetAsync($"/api/v3/jobs/{_job}/what-would-delete-do");

        answer.Status.ShouldBe(200);
        answer.Text.ShouldBe("""{"shaman_checkout":false}""");
    }

    [Fact]
    public async Task it_is_gone_at_once_and_who_comes_late_hears_by_whom()
    {
        var task = await FirstTaskAsync();

        (await DeleteAsync()).Status.ShouldBe(204);

        string[] paths = [$"jobs/{_job}", $"jobs/{_job}/what-would-delete-do", $"tasks/{task}", $"tasks/{task}/log", $"tasks/{task}/logtail"];
        foreach (var path in paths)
            ShouldBeGone(await _artist.GetAsync($"/api/v3/{path}"));
        ShouldBeGone(await DeleteAsync());
        ShouldBeGone(await _artist.PostAsync($"/api/v3/jobs/{_job}/setpriority", """{ "priority": 1 }"""));
        ShouldBeGone(await _artist.PostAsync($"/api/v3/jobs/{_job}/setstatus", """{ "status": "requeueing", "reason": "" }"""));
        ShouldBeGone(await _artist.PostAsync($"/api/v3/tasks/{task}/setstatus", """{ "status": "queued", "reason": "" }"""));
        (await _artist.GetAsync("/api/v3/jobs")).Text.ShouldNotContain(_job.ToString());
        (await _artist.GetAsync($"/api/v3/jobs/{_job}/tasks")).Text.ShouldBe("""{"tasks":[]}""");
    }

    [Fact]
    public async Task asked_again_under_the_same_key_it_is_answered_as_before()
    {
        (await DeleteAsync(key: $"delete {_job}".Replace(' ', '-'))).Status.ShouldBe(204);

        (await DeleteAsync(key: $"delete {_job}".Replace(' ', '-'))).Status.ShouldBe(204);
        (await DeleteAsync(key: "another-key")).Status.ShouldBe(410);
    }

    [Fact]
    public async Task its_key_does_not_make_another_submission_this_job()
    {
        Task<Answer> SubmitAsync() => _artist.SendAsync(
            HttpMethod.Post, "/api/v3/jobs", Client.Json(Jobs.Echo()), headers => headers.Add("Idempotency-Key", $"submit-{_job}"));
        var submitted = (await SubmitAsync()).Body.GetProperty("id").GetGuid();
        (await _artist.SendAsync(HttpMethod.Delete, $"/api/v3/jobs/{submitted}")).Status.ShouldBe(204);

        ShouldBeGone(await SubmitAsync());
    }

    [Fact]
    public async Task another_sites_stays_and_is_not_even_there()
    {
        await using var other = await site.Server.OpenSiteAsync();
        var job = await other.SubmitAsync();
        var admin = await site.PersonAsync(Roles.Admin);

        var answer = await admin.SendAsync(HttpMethod.Delete, $"/api/v3/jobs/{job}", body: null, headers => headers.Add("Idempotency-Key", "k"));

        answer.Status.ShouldBe(404);
        (await (await other.PersonAsync()).GetAsync($"/api/v3/jobs/{job}")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task one_of_another_site_that_was_deleted_is_not_told_of()
    {
        await using var other = await site.Server.OpenSiteAsync();
        var job = await other.SubmitAsync();
        await (await other.PersonAsync()).SendAsync(HttpMethod.Delete, $"/api/v3/jobs/{job}");

        (await _artist.GetAsync($"/api/v3/jobs/{job}")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task the_old_ones_go_together()
    {
        await using var own = await site.Server.OpenSiteAsync();
        var (first, second) = (await own.SubmitAsync(), await own.SubmitAsync());
        var ops = await own.PersonAsync(Roles.Operator);
        var updated = (await ops.GetAsync($"/api/v3/jobs/{second}")).Body.GetProperty("updated").GetDateTimeOffset();

        var answer = await DeleteManyAsync(ops, updated);

        answer.Status.ShouldBe(204);
        (await ops.GetAsync("/api/v3/jobs")).Text.ShouldBe("""{"jobs":[]}""");
        (await ops.GetAsync($"/api/v3/jobs/{first}")).Status.ShouldBe(410);
        (await _artist.GetAsync($"/api/v3/jobs/{_job}")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task those_that_have_changed_since_stay()
    {
        var ops = await site.PersonAsync(Roles.Operator);

        var answer = await DeleteManyAsync(ops, DateTimeOffset.UnixEpoch);

        answer.Status.ShouldBe(416);
        answer.Body.GetProperty("message").GetString()!.ShouldContain("nothing is deleted");
        (await _artist.GetAsync($"/api/v3/jobs/{_job}")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task without_a_moment_nothing_goes()
    {
        var ops = await site.PersonAsync(Roles.Operator);

        var answer = await ops.SendAsync(HttpMethod.Delete, "/api/v3/jobs/mass-delete", Client.Json("{}"));

        answer.Status.ShouldBe(400);
        answer.Body.GetProperty("message").GetString()!.ShouldContain("last_updated_max");
    }

    [Fact]
    public async Task that_of_somebody_else_stays()
    {
        var answer = await (await site.PersonAsync("viewer")).SendAsync(HttpMethod.Delete, $"/api/v3/jobs/{_job}");

        answer.Status.ShouldBe(403);
        (await DeleteManyAsync(_artist, DateTimeOffset.MaxValue)).Status.ShouldBe(403);
        (await _artist.GetAsync($"/api/v3/jobs/{_job}")).Status.ShouldBe(200);
    }

    private static Task<Answer> DeleteManyAsync(Client person, DateTimeOffset moment) => person.SendAsync(
        HttpMethod.Delete, "/api/v3/jobs/mass-delete", Client.Json($$"""{ "last_updated_max": {{JsonSerializer.Serialize(moment)}} }"""));

    private static void ShouldBeGone(Answer answer)
    {
        answer.Status.ShouldBe(410);
        answer.Body.GetProperty("code").GetInt32().ShouldBe(410);
        answer.Body.GetProperty("type").GetString().ShouldBe("urn:flamenco:job-deleted");
        answer.Body.GetProperty("message").GetString()!.ShouldContain("deleted");
    }

    private Task<Answer> DeleteAsync(string? key = null) => _artist.SendAsync(HttpMethod.Delete, $"/api/v3/jobs/{_job}", body: null, headers =>
    {
        if (key is not null)
            headers.Add("Idempotency-Key", key);
    });

    private async Task<Guid> FirstTaskAsync() =>
        (await _artist.GetAsync($"/api/v3/jobs/{_job}/tasks")).Body.GetProperty("tasks")[0].GetProperty("id").GetGuid();
}
