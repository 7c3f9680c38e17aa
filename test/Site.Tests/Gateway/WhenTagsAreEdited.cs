using Flamenco.Domain.Access;
using Flamenco.Site.Tests.Gateway.Harness;
using Shouldly;

namespace Flamenco.Site.Tests.Gateway;

/// <summary>Flamenco 3's routes for Worker tags.</summary>
[Collection(WithAServer.Name)]
public sealed class WhenTagsAreEdited(SiteUnderTest site) : IClassFixture<SiteUnderTest>, IAsyncLifetime
{
    private Client _operator = null!;

    public async Task InitializeAsync() => _operator = await site.PersonAsync(Roles.Operator);

    public Task DisposeAsync() => site.ClearAsync();

    [Fact]
    public async Task a_new_one_is_listed_for_the_addon()
    {
        var made = await CreateAsync("gpu");

        var listed = (await (await site.PersonAsync()).GetAsync("/api/v3/worker-mgt/tags")).Body.GetProperty("tags").EnumerateArray()
            .Single(tag => tag.GetProperty("id").GetGuid() == made);

        listed.MembersOf().ShouldBe(["id", "name"]);
    }

    [Fact]
    public async Task a_name_that_is_taken_is_refused()
    {
        await CreateAsync("taken");

        (await _operator.PostAsync("/api/v3/worker-mgt/tags", """{ "name": "taken" }""")).Status.ShouldBe(409);
        (await _operator.PostAsync("/api/v3/worker-mgt/tags", """{ "name": "" }""")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task one_is_shown_changed_and_removed()
    {
        var tag = $"/api/v3/worker-mgt/tag/{await CreateAsync("old")}";

        (await _operator.SendAsync(HttpMethod.Put, tag, Client.Json("""{ "name": "new", "description": "large" }"""))).Status.ShouldBe(204);
        (await _operator.GetAsync(tag)).Body.GetProperty("name").GetString().ShouldBe("new");
        (await _operator.SendAsync(HttpMethod.Delete, tag)).Status.ShouldBe(204);
        (await _operator.GetAsync(tag)).Status.ShouldBe(404);
        (await _operator.SendAsync(HttpMethod.Delete, tag)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task a_job_with_a_tag_waits_for_a_worker_that_has_it()
    {
        var tag = await CreateAsync("only these");
        var job = await site.SubmitAsync();
        (await _operator.PostAsync($"/api/v3/jobs/{job}/settag", $$"""{ "id": "{{tag}}" }""")).Status.ShouldBe(204);
        var worker = await Flamenco3Worker.AwakeAsync(site);
        (await worker.AskAsync()).Status.ShouldBe(204);

        (await _operator.PostAsync($"/api/v3/worker-mgt/workers/{worker.Id}/settags", $$"""{ "tag_ids": ["{{tag}}"] }""")).Status.ShouldBe(204);

        await worker.TakeAsync();
        (await _operator.GetAsync($"/api/v3/jobs/{job}")).Body.GetProperty("worker_tag").GetGuid().ShouldBe(tag);
    }

    [Fact]
    public async Task what_is_not_there_is_refused()
    {
        var job = await site.SubmitAsync();
        var worker = await Flamenco3Worker.AwakeAsync(site);

        (await _operator.PostAsync($"/api/v3/jobs/{job}/settag", """{ "name": "nobody's" }""")).Status.ShouldBe(406);
        (await _operator.PostAsync($"/api/v3/worker-mgt/workers/{worker.Id}/settags", $$"""{ "tag_ids": ["{{Guid.NewGuid()}}"] }""")).Status.ShouldBe(400);
        (await _operator.PostAsync($"/api/v3/worker-mgt/workers/{Guid.NewGuid()}/settags", """{ "tag_ids": [] }""")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task artists_do_not_decide_whose_machine_works_for_whom()
    {
        var artist = await site.PersonAsync();
        var worker = await Flamenco3Worker.AwakeAsync(site);

        (await artist.PostAsync("/api/v3/worker-mgt/tags", """{ "name": "mine" }""")).Status.ShouldBe(403);
        (await artist.PostAsync($"/api/v3/worker-mgt/workers/{worker.Id}/settags", """{ "tag_ids": [] }""")).Status.ShouldBe(403);
    }

    private async Task<Guid> CreateAsync(string name) =>
        (await _operator.PostAsync("/api/v3/worker-mgt/tags", $$"""{ "name": "{{name}}" }""")).Body.GetProperty("id").GetGuid();
}
