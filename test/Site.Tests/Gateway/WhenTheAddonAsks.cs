using System.Text.Json;
using Flamenco.Site.Tests.Gateway.Harness;
using Shouldly;

namespace Flamenco.Site.Tests.Gateway;

/// <summary>The add-on reads strictly: what is absent is left out, a null makes a whole answer unreadable.</summary>
[Collection(WithAServer.Name)]
public sealed class WhenTheAddonAsks(SiteUnderTest site) : IClassFixture<SiteUnderTest>, IAsyncLifetime
{
    private Client _artist = null!;

    public async Task InitializeAsync()
    {
        _artist = await site.PersonAsync();
    }

    public Task DisposeAsync() => site.ClearAsync();

    [Fact]
    public async Task it_hears_of_the_version()
    {
        var answer = await ReadableAsync("/api/v3/version");

        answer.Members.ShouldBe(["git", "name", "shortversion", "version"]);
        answer.Body.GetProperty("name").GetString().ShouldBe("Flamenco");
        answer.Body.GetProperty("version").GetString().ShouldBe(answer.Body.GetProperty("shortversion").GetString());
    }

    [Fact]
    public async Task it_hears_of_the_shared_storage()
    {
        var answer = await ReadableAsync("/api/v3/configuration/shared-storage/users/linux");

        answer.Members.ShouldBe(["audience", "location", "platform", "shamanEnabled"]);
        answer.Body.GetProperty("audience").GetString().ShouldBe("users");
        answer.Body.GetProperty("platform").GetString().ShouldBe("linux");
        answer.Body.GetProperty("shamanEnabled").GetBoolean().ShouldBeFalse();
        Directory.Exists(answer.Body.GetProperty("location").GetString()).ShouldBeTrue();
    }

    [Fact]
    public async Task it_hears_of_the_configuration()
    {
        var answer = await ReadableAsync("/api/v3/configuration");

        answer.Members.ShouldBe(["isFirstRun", "shamanEnabled", "storageLocation"]);
    }

    [Fact]
    public async Task it_hears_that_there_are_no_tags() => (await ReadableAsync("/api/v3/worker-mgt/tags")).Text.ShouldBe("""{"tags":[]}""");

    [Fact]
    public async Task it_hears_of_every_job_type_by_name()
    {
        var answer = await ReadableAsync("/api/v3/jobs/types");

        var types = answer.Body.GetProperty("job_types").EnumerateArray().ToList();
        types.Select(type => type.GetProperty("name").GetString()).ShouldBe(["echo-sleep-test", "simple-blender-render"]);
        foreach (var type in types)
        {
            type.GetProperty("label").GetString().ShouldNotBeNullOrEmpty();
            type.GetProperty("etag").GetString().ShouldNotBeNullOrEmpty();
            foreach (var setting in type.GetProperty("settings").EnumerateArray())
            {
                setting.GetProperty("key").GetString().ShouldNotBeNullOrEmpty();
                setting.GetProperty("type").GetString().ShouldBeOneOf("string", "int32", "float", "bool");
                Text(setting, "subtype")?.ShouldBeOneOf("file_path", "dir_path", "file_name", "hashed_file_path");
                Text(setting, "visible")?.ShouldBeOneOf("visible", "hidden", "submission", "web");
                if (setting.TryGetProperty("evalInfo", out var info))
                    info.MembersOf().ShouldBe(["description", "showLinkButton"]);
            }
        }
    }

    [Fact]
    public async Task it_hears_of_one_job_type()
    {
        var all = await ReadableAsync("/api/v3/jobs/types");

        var one = await ReadableAsync("/api/v3/jobs/type/echo-sleep-test");

        one.Text.ShouldBe(all.Body.GetProperty("job_types")[0].GetRawText());
    }

    [Fact]
    public async Task a_check_of_a_good_job_stores_nothing()
    {
        var before = await ReadableAsync("/api/v3/jobs");

        var answer = await _artist.PostAsync("/api/v3/jobs/check", Jobs.Echo());

        answer.Status.ShouldBe(204);
        answer.Text.ShouldBeEmpty();
        (await ReadableAsync("/api/v3/jobs")).Text.ShouldBe(before.Text);
    }

    [Theory]
    [InlineData("check", """{ "name": "x", "type": "echo-sleep-test", "settings": { "message": "x", "colour": "red" } }""", "colour")]
    [InlineData("check", """{ "name": "x", "type": "echo-sleep-test", "settings": { "message": 7 } }""", "message")]
    [InlineData("check", """{ "name": "x", "type": "echo-sleep-test", "settings": {} }""", "message")]
    [InlineData("check", """{ "name": "x", "type": "no-such-type" }""", "no-such-type")]
    [InlineData("", """{ "name": "x", "type": "no-such-type" }""", "no-such-type")]
    [InlineData("", """{ "name": " ", "type": "echo-sleep-test", "settings": { "message": "x" } }""", "name")]
    [InlineData("", """{ "name": "x", "type": "echo-sleep-test", "settings": { "message": "x" }, "priority": 101 }""", "priority")]
    [InlineData("", """{ "name": "x", "type": "echo-sleep-test", "settings": { "message": "x" }, "initial_status": "completed" }""", "initial status")]
    [InlineData("", """{ "type": "echo-sleep-test" }""", "name")]
    public async Task a_bad_job_is_refused_in_words_that_it_can_show_and_nothing_is_stored(string route, string job, string named)
    {
        var before = await ReadableAsync("/api/v3/jobs");

        var answer = await _artist.PostAsync($"/api/v3/jobs/{route}".TrimEnd('/'), job);

        answer.Status.ShouldBe(400);
        answer.Body.GetProperty("code").GetInt32().ShouldBe(400);
        answer.Body.GetProperty("message").GetString()!.ShouldContain(named);
        (await ReadableAsync("/api/v3/jobs")).Text.ShouldBe(before.Text);
    }

    [Fact]
    public async Task a_job_type_that_has_changed_is_said_to_have()
    {
        var job = """{ "name": "x", "type": "echo-sleep-test", "settings": { "message": "x" }, "type_etag": "0000" }""";

        (await _artist.PostAsync("/api/v3/jobs/check", job)).Status.ShouldBe(412);
        (await _artist.PostAsync("/api/v3/jobs", job)).Status.ShouldBe(412);
    }

    [Fact]
    public async Task a_submitted_job_comes_back_in_full()
    {
        var types = await ReadableAsync("/api/v3/jobs/type/echo-sleep-test");
        var etag = types.Body.GetProperty("etag").GetString();

        var answer = await _artist.PostAsync(
            "/api/v3/jobs",
            $$"""
            { "name": "shot \u00fc", "type": "echo-sleep-test", "priority": 70, "submitter_platform": "linux", "type_etag": "{{etag}}",
              "settings": { "message": "x", "sleep_duration_seconds": 0, "sleep_repeats": 2 }, "metadata": { "user.name": "me" },
              "initial_status": "queued" }
            """);

        answer.Status.ShouldBe(200);
        ShouldBeReadable(answer);
        answer.Members.ShouldBe(
        [
            "activity", "created", "id", "metadata", "name", "priority", "settings", "status", "steps_completed", "steps_total",
            "submitter_platform", "type", "updated",
        ]);
        answer.Body.GetProperty("name").GetString().ShouldBe("shot ü");
        answer.Body.GetProperty("priority").GetInt32().ShouldBe(70);
        answer.Body.GetProperty("status").GetString().ShouldBe("queued");
        answer.Body.GetProperty("submitter_platform").GetString().ShouldBeEmpty();
        answer.Body.GetProperty("metadata").GetRawText().ShouldBe("""{"user.name":"me"}""");
        answer.Body.GetProperty("steps_total").GetRawText().ShouldNotContain(".");
    }

    [Fact]
    public async Task a_submitted_job_is_found_alone_and_in_the_list()
    {
        var job = await site.SubmitAsync(more: 1);

        var one = await ReadableAsync($"/api/v3/jobs/{job}");
        var all = await ReadableAsync("/api/v3/jobs");
        var tasks = await ReadableAsync($"/api/v3/jobs/{job}/tasks");

        all.Body.GetProperty("jobs").EnumerateArray().Select(one => one.GetProperty("id").GetGuid()).ShouldContain(job);
        one.Body.GetProperty("id").GetGuid().ShouldBe(job);
        tasks.Body.GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("index_in_job").GetInt32()).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task each_task_of_a_job_that_has_just_been_compiled_can_be_looked_at()
    {
        var job = await site.SubmitAsync(more: 1);
        var tasks = await ReadableAsync($"/api/v3/jobs/{job}/tasks");

        foreach (var summary in tasks.Body.GetProperty("tasks").EnumerateArray())
        {
            var task = await ReadableAsync($"/api/v3/tasks/{summary.GetProperty("id").GetGuid()}");

            task.Members.ShouldBeSubsetOf(
            [
                "activity", "attempt", "attempts", "commands", "created", "depends_on", "failed_by_workers", "id", "index_in_job", "job_id",
                "last_touched", "name", "priority", "status", "steps_completed", "steps_total", "task_type", "updated", "worker",
            ]);
            task.Body.GetProperty("status").GetString().ShouldBe("queued");
            task.Body.GetProperty("failed_by_workers").GetRawText().ShouldBe("[]");
        }
    }

    [Fact]
    public async Task a_job_may_be_submitted_paused()
    {
        await using var own = await site.Server.OpenSiteAsync();
        var worker = await Flamenco3Worker.AwakeAsync(own);

        var answer = await (await own.PersonAsync()).PostAsync(
            "/api/v3/jobs", """{ "name": "x", "type": "echo-sleep-test", "settings": { "message": "x" }, "initial_status": "paused" }""");

        answer.Body.GetProperty("status").GetString().ShouldBe("paused");
        (await worker.AskAsync()).Status.ShouldBe(204);
    }

    [Fact]
    public async Task the_same_submission_with_the_same_key_is_one_job()
    {
        Task<Answer> SubmitAsync() => _artist.SendAsync(
            HttpMethod.Post, "/api/v3/jobs", Client.Json(Jobs.Echo()), headers => headers.Add("Idempotency-Key", $"key-of-{site.Id}"));

        var (first, second) = (await SubmitAsync(), await SubmitAsync());

        first.Status.ShouldBe(200);
        second.Body.GetProperty("id").GetGuid().ShouldBe(first.Body.GetProperty("id").GetGuid());
    }

    [Theory]
    [InlineData("/api/v3/jobs/01900000-0000-8000-8000-000000000000")]
    [InlineData("/api/v3/jobs/type/nothing")]
    [InlineData("/api/v3/tasks/01900000-0000-8000-8000-000000000001")]
    [InlineData("/api/v3/tasks/01900000-0000-8000-8000-000000000001/log")]
    [InlineData("/api/v3/nothing")]
    public async Task what_there_is_not_is_answered_in_words_that_it_can_show(string path)
    {
        var answer = await _artist.GetAsync(path);

        answer.Status.ShouldBe(404);
        answer.Body.GetProperty("code").GetInt32().ShouldBe(404);
        answer.Body.GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
    }

    private static string? Text(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) ? value.GetString() : null;

    private async Task<Answer> ReadableAsync(string path)
    {
        var answer = await _artist.GetAsync(path);
        answer.Status.ShouldBe(200, path);
        ShouldBeReadable(answer);
        return answer;
    }

    private static void ShouldBeReadable(Answer answer)
    {
        answer.ContentType.ShouldBe("application/json; charset=utf-8");
        answer.Body.Everything().ShouldAllBe(value => value.ValueKind != JsonValueKind.Null);
    }
}
