using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Flamenco.Domain.Access;

namespace Flamenco.Server.Tests.Http;

[Collection(AtTheServer.Name)]
public class WhenAJobIsDeletedOverHttp(RunningServer server)
{
    [Fact]
    public async Task one_can_see_before_what_goes_and_what_stays()
    {
        using var client = server.As(Roles.Operator);
        var job = await client.SubmittedAsync(Answers.Echo("to go", sleeps: 2));

        var deletion = await client.GetFromJsonAsync<JsonElement>($"{PathOf(job)}/deletion");

        deletion.GetProperty("name").GetString().ShouldBe("to go");
        deletion.GetProperty("tasks").GetInt32().ShouldBe(3);
        deletion.GetProperty("running_tasks").GetInt32().ShouldBe(0);
        deletion.GetProperty("stays").GetArrayLength().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task whoever_comes_late_hears_by_whom_it_was_deleted()
    {
        using var client = server.With(await server.AddTokenAsync(Roles.Operator, name: "olga"));
        var job = await client.SubmittedAsync();
        var task = (await client.GetFromJsonAsync<JsonElement>($"{PathOf(job)}/tasks")).GetProperty("tasks")[0].GetProperty("id").GetString();

        (await client.DeleteAsync(PathOf(job))).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        foreach (var path in (string[])[PathOf(job), $"{PathOf(job)}/tasks", $"{PathOf(job)}/log", $"{PathOf(job)}/deletion", $"/api/v1/tasks/{task}"])
            (await (await client.GetAsync(path)).ShouldRefuseAsync(HttpStatusCode.Gone, "job-deleted")).GetProperty("detail").GetString()!.ShouldContain("olga");
        foreach (var path in (string[])[$"{PathOf(job)}/cancel", $"{PathOf(job)}/requeue", $"/api/v1/tasks/{task}/requeue"])
            await (await client.PostAsync(path, content: null)).ShouldRefuseAsync(HttpStatusCode.Gone, "job-deleted");
        await (await client.DeleteAsync(PathOf(job))).ShouldRefuseAsync(HttpStatusCode.Gone, "job-deleted");
        (await client.GetStringAsync(Answers.Jobs)).ShouldNotContain(job.GetProperty("id").GetString()!);
    }

    [Fact]
    public async Task the_same_request_under_the_same_key_is_answered_as_before()
    {
        using var client = server.As(Roles.Operator);
        var (job, other) = (await client.SubmittedAsync(), await client.SubmittedAsync());
        var key = $"delete-{Guid.NewGuid()}";

        (await DeleteAsync(client, job, key)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await DeleteAsync(client, job, key)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await (await DeleteAsync(client, other, key)).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "key-reused");
        (await client.GetAsync(PathOf(other))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task somebody_elses_key_does_not_open_it()
    {
        using var client = server.As(Roles.Operator);
        using var other = server.With(await server.AddTokenAsync(Roles.Operator, name: "otto"));
        var job = await client.SubmittedAsync();
        var key = $"delete-{Guid.NewGuid()}";
        await DeleteAsync(client, job, key);

        await (await DeleteAsync(other, job, key)).ShouldRefuseAsync(HttpStatusCode.Gone, "job-deleted");
    }

    [Fact]
    public async Task another_sites_stays_with_a_key_too()
    {
        using var admin = server.As(Roles.Admin);
        var job = await admin.SubmittedAsync();
        using var elsewhere = server.With(await server.AddTokenAsync(Roles.Admin, Some.Site()));

        await (await DeleteAsync(elsewhere, job, $"delete-{Guid.NewGuid()}")).ShouldRefuseAsync(HttpStatusCode.NotFound, "no-such-job");

        (await admin.GetAsync(PathOf(job))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static string PathOf(JsonElement job) => $"{Answers.Jobs}/{job.GetProperty("id").GetString()}";

    private static Task<HttpResponseMessage> DeleteAsync(HttpClient client, JsonElement job, string key) =>
        client.SendAsync(new HttpRequestMessage(HttpMethod.Delete, PathOf(job)) { Headers = { { "Idempotency-Key", key } } });
}
