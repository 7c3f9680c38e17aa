using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Flamenco.Domain.Access;
using Flamenco.Domain.Identity;

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

[Collection(AtTheServer.Name)]
public class WhenAJobIsCommandedOverHttp(RunningServer server)
{
    [Fact]
    public async Task each_command_that_is_accepted_leaves_a_line_in_the_audit_log()
    {
        using var client = server.With(await server.AddTokenAsync(Roles.Operator, name: "olga"));
        var id = (await client.SubmittedAsync(Answers.Echo("audited"))).GetProperty("id").GetString()!;

        foreach (var command in (string[])["pause", "resume", "cancel", "requeue?what=all"])
            (await client.PostAsync($"{Answers.Jobs}/{id}/{command}", content: null)).StatusCode.ShouldBe(HttpStatusCode.OK, command);

        (await AuditAsync(id)).ShouldBe(
        [
            "olga|operator|127.0.0.1|submit-job||audited",
            "olga|operator|127.0.0.1|Pause-job|queued|pause-requested",
            "olga|operator|127.0.0.1|Resume-job|paused|queued",
            "olga|operator|127.0.0.1|Cancel-job|queued|canceled",
            "olga|operator|127.0.0.1|RequeueAll-job|canceled|queued",
        ]);
    }

    [Fact]
    public async Task one_that_is_refused_leaves_none()
    {
        using var client = server.As(Roles.Operator);
        var id = (await client.SubmittedAsync()).GetProperty("id").GetString()!;
        await client.PostAsync($"{Answers.Jobs}/{id}/cancel", content: null);
        var audit = await AuditAsync(id);

        using var response = await client.PostAsync($"{Answers.Jobs}/{id}/pause", content: null);

        await response.ShouldRefuseAsync(HttpStatusCode.Conflict, "bad-status");
        (await AuditAsync(id)).ShouldBe(audit);
    }

    [Fact]
    public async Task the_same_again_is_a_success_without_an_effect()
    {
        using var client = server.As(Roles.Operator);
        var id = (await client.SubmittedAsync()).GetProperty("id").GetString()!;
        await client.PostAsync($"{Answers.Jobs}/{id}/cancel", content: null);
        var audit = await AuditAsync(id);

        (await client.PostAsync($"{Answers.Jobs}/{id}/cancel", content: null)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await AuditAsync(id)).ShouldBe(audit);
    }

    [Fact]
    public async Task an_artist_commands_jobs_of_their_own_only()
    {
        using var ada = server.With(await server.AddTokenAsync(Roles.Artist, name: "ada"));
        using var ben = server.With(await server.AddTokenAsync(Roles.Artist, name: "ben"));
        var id = (await ada.SubmittedAsync()).GetProperty("id").GetString()!;

        using var byBen = await ben.PostAsync($"{Answers.Jobs}/{id}/cancel", content: null);
        using var byAda = await ada.PostAsync($"{Answers.Jobs}/{id}/cancel", content: null);

        await byBen.ShouldRefuseAsync(HttpStatusCode.Forbidden, "forbidden");
        byAda.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private Task<List<string>> AuditAsync(string job) => server.QueryAsync(
        "SELECT who, role, address, what, before, after FROM audit WHERE target = @job ORDER BY id", ("@job", job));
}

/// <summary>Somebody whose token is for one site sees and does nothing at another.</summary>
public class WhenATokenIsForOneSite(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task a_job_can_not_be_submitted_to_another()
    {
        var other = await OtherSiteAsync();
        using var client = await HereAsync();
        var before = await server.StoredAsync();

        using var response = await client.PostTextAsync(
            Answers.Jobs, $$$"""{"name":"x","type":"echo-sleep-test","manager":"{{{other}}}","settings":{"message":"m"}}""");

        await response.ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "unknown-manager");
        (await server.StoredAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task a_job_goes_to_that_site_without_saying_so()
    {
        await OtherSiteAsync();
        using var client = await HereAsync();

        (await client.SubmittedAsync()).GetProperty("manager").GetGuid().ShouldBe(server.Site.Value);
    }

    [Fact]
    public async Task jobs_and_tasks_of_another_are_not_there()
    {
        var (job, task) = await ElsewhereAsync();
        using var client = await HereAsync();

        foreach (var path in (string[])[$"{Answers.Jobs}/{job}", $"{Answers.Jobs}/{job}/tasks", $"{Answers.Jobs}/{job}/log", $"/api/v1/tasks/{task}"])
            await (await client.GetAsync(path)).ShouldRefuseAsync(HttpStatusCode.NotFound);
        (await client.GetStringAsync(Answers.Jobs)).ShouldNotContain(job);
    }

    [Fact]
    public async Task jobs_of_another_can_not_be_commanded()
    {
        var (job, _) = await ElsewhereAsync();
        using var client = server.With(await server.AddTokenAsync(Roles.Operator, server.Site));

        foreach (var command in (string[])["cancel", "pause", "resume", "requeue?what=all"])
            await (await client.PostAsync($"{Answers.Jobs}/{job}/{command}", content: null)).ShouldRefuseAsync(HttpStatusCode.NotFound);
        using var admin = server.As(Roles.Admin);
        (await admin.GetStringAsync($"{Answers.Jobs}/{job}")).ShouldContain("\"status\":\"queued\"");
    }

    private async Task<HttpClient> HereAsync() => server.With(await server.AddTokenAsync(Roles.Artist, server.Site));

    private async Task<ManagerId> OtherSiteAsync()
    {
        var site = new Storage.Managers.ManagerRow(Some.Site(), $"site {Guid.NewGuid():N}");
        await Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions
            .GetRequiredService<Storage.Managers.IManagerStore>(server.Services).AddAsync(site);
        return site.Id;
    }

    private async Task<(string Job, string Task)> ElsewhereAsync()
    {
        using var client = server.With(await server.AddTokenAsync(Roles.Artist, await OtherSiteAsync()));
        var job = (await client.SubmittedAsync()).GetProperty("id").GetString()!;
        var tasks = await client.GetFromJsonAsync<JsonElement>($"{Answers.Jobs}/{job}/tasks");
        return (job, tasks.GetProperty("tasks")[0].GetProperty("id").GetString()!);
    }
}
