using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Flamenco.Domain.Access;

namespace Flamenco.Server.Tests.Http;

[Collection(AtTheServer.Name)]
public class WhenWorkersAreTaggedOverHttp(RunningServer server)
{
    [Fact]
    public async Task a_job_with_a_tag_that_nobody_has_waits_and_says_so()
    {
        using var client = server.As(Roles.Operator);
        var tag = await CreateAsync(client, "render giants");
        var job = (await client.SubmittedAsync()).GetProperty("id").GetString()!;

        var tagged = await client.PostAsJsonAsync($"{Answers.Jobs}/{job}/tag", new { name = "render giants" });
        var why = await client.GetFromJsonAsync<JsonElement>($"{Answers.Jobs}/{job}/why");

        tagged.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await tagged.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("worker_tag").GetString().ShouldBe(tag);
        why.GetProperty("code").GetString().ShouldBeOneOf("no-worker-with-tag", "no-worker-of-type");
        why.GetProperty("words").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task a_tag_is_there_once_and_gone_when_it_is_removed()
    {
        using var client = server.As(Roles.Operator);
        var tag = await CreateAsync(client, "once");

        (await client.PostAsJsonAsync("/api/v1/tags", new { name = "once" })).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await client.DeleteAsync($"/api/v1/tags/{tag}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await client.DeleteAsync($"/api/v1/tags/{tag}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task nobody_says_why_of_what_is_not_there()
    {
        using var client = server.As(Roles.Viewer);

        foreach (var path in (string[])["jobs", "tasks", "workers"])
            (await client.GetAsync($"/api/v1/{path}/{Guid.NewGuid()}/why")).StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
    }

    private static async Task<string> CreateAsync(HttpClient client, string name)
    {
        var answer = await client.PostAsJsonAsync("/api/v1/tags", new { name });
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }
}
