using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Flamenco.Domain.Access;

namespace Flamenco.Server.Tests.Http;

[Collection(AtTheServer.Name)]
public class WhenAJobIsSubmittedOverHttp(RunningServer server)
{
    [Fact]
    public async Task it_is_created_and_stands_where_the_answer_says()
    {
        using var client = server.As(Roles.Artist);

        using var response = await client.PostAsJsonAsync(Answers.Jobs, Answers.Echo("shot one", sleeps: 2));

        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        var job = await client.GetFromJsonAsync<JsonElement>(response.Headers.Location);
        job.GetProperty("name").GetString().ShouldBe("shot one");
        job.GetProperty("status").GetString().ShouldBe("queued");
        job.GetProperty("submitted_by").GetString().ShouldBe("artist");
        job.GetProperty("manager").GetGuid().ShouldBe(server.Site.Value);
        job.GetProperty("task_counts").GetProperty("queued").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task its_tasks_and_its_log_are_there_and_each_task_answers()
    {
        using var client = server.As(Roles.Artist);
        var id = (await client.SubmittedAsync(Answers.Echo(sleeps: 2))).GetProperty("id").GetString();

        var page = await client.GetFromJsonAsync<JsonElement>($"{Answers.Jobs}/{id}/tasks?limit=2");
        var rest = await client.GetFromJsonAsync<JsonElement>($"{Answers.Jobs}/{id}/tasks?limit=2&after={page.GetProperty("next").GetString()}");
        var log = await client.GetFromJsonAsync<JsonElement>($"{Answers.Jobs}/{id}/log");

        var tasks = page.GetProperty("tasks").EnumerateArray().Concat(rest.GetProperty("tasks").EnumerateArray()).ToList();
        tasks.Select(task => task.GetProperty("name").GetString()).ShouldBe(["echo", "sleep", "sleep"]);
        foreach (var task in tasks)
        {
            var one = await client.GetFromJsonAsync<JsonElement>($"/api/v1/tasks/{task.GetProperty("id").GetString()}");
            one.GetProperty("commands").GetArrayLength().ShouldBe(1);
            one.GetProperty("job_id").GetString().ShouldBe(id);
        }

        log.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("what").GetString()).ShouldBe(["submitted", "compiled"]);
    }

    [Fact]
    public async Task with_the_same_key_the_first_job_is_the_answer()
    {
        using var client = server.As(Roles.Artist);
        client.DefaultRequestHeaders.Add("Idempotency-Key", Guid.NewGuid().ToString());
        var first = await client.SubmittedAsync();
        var stored = await server.StoredAsync();

        var second = await client.SubmittedAsync();

        second.GetProperty("id").GetString().ShouldBe(first.GetProperty("id").GetString());
        (await server.StoredAsync()).ShouldBe(stored);
    }

    [Fact]
    public async Task with_the_same_key_and_another_job_it_is_refused()
    {
        using var client = server.As(Roles.Artist);
        client.DefaultRequestHeaders.Add("Idempotency-Key", Guid.NewGuid().ToString());
        await client.SubmittedAsync();
        var stored = await server.StoredAsync();

        using var response = await client.PostAsJsonAsync(Answers.Jobs, Answers.Echo("another"));

        await response.ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "key-reused");
        (await server.StoredAsync()).ShouldBe(stored);
    }

    [Fact]
    public async Task the_longest_key_is_taken_and_a_longer_or_an_empty_one_is_not()
    {
        await SubmitWithKeyAsync(new string('k', 250) + Guid.NewGuid().ToString()[..5], HttpStatusCode.Created);
        await SubmitWithKeyAsync(new string('k', 256), HttpStatusCode.BadRequest);
        await SubmitWithKeyAsync("", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task a_job_type_that_has_changed_is_a_failed_precondition()
    {
        using var client = server.As(Roles.Artist);

        using var response = await client.PostTextAsync(
            Answers.Jobs, """{"name":"x","type":"echo-sleep-test","type_etag":"old","settings":{"message":"m"}}""");

        await response.ShouldRefuseAsync(HttpStatusCode.PreconditionFailed, "type-changed");
    }

    [Fact]
    public async Task a_manager_that_does_not_exist_is_named()
    {
        using var client = server.As(Roles.Artist);

        using var response = await client.PostTextAsync(
            Answers.Jobs, $$$"""{"name":"x","type":"echo-sleep-test","manager":"{{{Guid.NewGuid()}}}","settings":{"message":"m"}}""");

        await response.ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "unknown-manager");
    }

    [Fact]
    public async Task everything_that_is_wrong_with_it_is_said_at_once()
    {
        using var client = server.As(Roles.Artist);

        using var response = await client.PostTextAsync(Answers.Jobs, """{"name":"x","type":"simple-blender-render","settings":{"frames":"10-1"}}""");

        var problem = await response.ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "bad-settings");
        problem.GetProperty("problems").GetArrayLength().ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task pages_of_jobs_have_each_job_once()
    {
        using var client = server.As(Roles.Artist);
        var ids = new List<string>();
        for (var number = 0; number < 5; number++)
            ids.Add((await client.SubmittedAsync()).GetProperty("id").GetString()!);

        var seen = new List<string>();
        for (string? after = ""; after is not null;)
        {
            var page = await client.GetFromJsonAsync<JsonElement>($"{Answers.Jobs}?limit=2{after}");
            seen.AddRange(page.GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("id").GetString()!));
            after = page.TryGetProperty("next", out var next) ? $"&after={next.GetString()}" : null;
        }

        ids.ShouldBeSubsetOf(seen);
        seen.ShouldBeUnique();
    }

    private async Task SubmitWithKeyAsync(string key, HttpStatusCode expected)
    {
        using var client = server.As(Roles.Artist);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Idempotency-Key", key);

        using var response = await client.PostAsJsonAsync(Answers.Jobs, Answers.Echo());

        response.StatusCode.ShouldBe(expected, $"with a key of {key.Length} characters");
        if (expected is HttpStatusCode.BadRequest)
            await response.ShouldRefuseAsync(expected, "bad-idempotency-key");
    }
}
