using System.Text;
using Flamenco.Domain.Access;
using Flamenco.Site.Tests.Gateway.Harness;
using Shouldly;

namespace Flamenco.Site.Tests.Gateway;

/// <summary>Bad input is refused with 4xx, in words and without internals; nothing of it is ever a failure of ours.</summary>
[Collection(WithAServer.Name)]
public sealed class WhenSomethingHostileIsSent(SiteUnderTest site) : IClassFixture<SiteUnderTest>, IAsyncLifetime
{
    private const string Task = "01900000-0000-8000-8000-000000000001";

    private const string MassDelete = "jobs/mass-delete";

    private const string Blocklist = "jobs/01900000-0000-8000-8000-000000000000/blocklist";

    private static readonly string[] Internals = ["Flamenco.", "System.", "Microsoft.", "Orleans", "   at ", "Exception"];

    private Client _admin = null!;
    private Client _worker = null!;
    private Client _joining = null!;

    public async Task InitializeAsync()
    {
        _admin = await site.PersonAsync(Roles.Admin);
        _worker = (await Flamenco3Worker.AwakeAsync(site)).Client;
        _joining = site.Bearer(site.JoinSecret);
    }

    public System.Threading.Tasks.Task DisposeAsync() => System.Threading.Tasks.Task.CompletedTask;

    public static TheoryData<string, string, string> Routes() => new()
    {
        { "admin", "jobs/01900000-0000-8000-8000-000000000000/setpriority", """{ "priority": 50 }""" },
        { "admin", "tasks/" + Task + "/setstatus", """{ "status": "canceled", "reason": "x" }""" },
        { "admin", Blocklist, """[{ "worker_id": "01900000-0000-8000-8000-000000000000", "task_type": "blender" }]""" },
        { "admin", MassDelete, """{ "last_updated_max": "2020-01-01T00:00:00Z" }""" },
        { "admin", "jobs", Jobs.Echo() },
        { "admin", "jobs/check", Jobs.Blender },
        { "admin", "jobs/01900000-0000-8000-8000-000000000000/setstatus", """{ "status": "cancel-requested", "reason": "x" }""" },
        { "join", "worker/register-worker", """{ "name": "x", "secret": "0123456789", "platform": "linux", "supported_task_types": ["misc"] }""" },
        { "worker", "worker/sign-on", """{ "name": "x", "supported_task_types": ["misc"], "software_version": "1", "can_restart": true }""" },
        { "worker", "worker/state-changed", """{ "status": "awake" }""" },
        { "worker", "worker/task", """{ "wait_seconds": 0, "life": 1, "slot": 0, "ask": 1, "attempts": [], "closed": [] }""" },
        { "worker", "worker/alive", """{ "life": 1, "attempts": [], "closed": [] }""" },
        { "worker", "worker/task/" + Task, """{ "taskStatus": "active", "activity": "x", "log": "x", "steps_completed": 1, "attempt": 1, "update_number": 1 }""" },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public Task no_value_in_the_place_of_another_is_a_failure(string caller, string route, string good) =>
        FailsAtNoneAsync(caller, route, Hostile.Variants(good));

    [Theory]
    [MemberData(nameof(Routes))]
    public Task no_body_is_a_failure(string caller, string route, string good) =>
        FailsAtNoneAsync(caller, route, Hostile.Bodies.Append(good + good));

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task text_that_is_no_utf_8_is_no_failure(string caller, string route, string good)
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(good).Select(letter => letter == (byte)'x' ? (byte)0xFF : letter)];

        var answer = await Of(caller).SendAsync(MethodOf(route), $"/api/v3/{route}", Client.Bytes(bytes, "application/json"));

        Problem(answer).ShouldBeNull();
    }

    [Theory]
    [InlineData("application/json; charset=bogus")]
    [InlineData("application/json; charset=utf-7")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=\"")]
    public async Task text_in_another_code_is_not_read(string contentType)
    {
        var answer = await _admin.SendAsync(HttpMethod.Post, "/api/v3/jobs", Client.Bytes(Encoding.UTF8.GetBytes(Jobs.Echo()), contentType));

        answer.Status.ShouldBe(415);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/json-patch+json")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public async Task what_does_not_say_that_it_is_json_is_not_read(string? contentType)
    {
        var answer = await _admin.SendAsync(HttpMethod.Post, "/api/v3/jobs", Client.Bytes(Encoding.UTF8.GetBytes(Jobs.Echo()), contentType));

        answer.Status.ShouldBe(415);
        answer.Body.GetProperty("code").GetInt32().ShouldBe(415);
    }

    [Fact]
    public async Task a_body_that_is_too_large_is_not_read()
    {
        var answer = await HugeAsync(_admin, HttpMethod.Post, "/api/v3/jobs", bytes: (1024 * 1024) + 1, "application/json");

        answer.Status.ShouldBe(413);
        answer.Body.GetProperty("code").GetInt32().ShouldBe(413);
    }

    [Fact]
    public async Task a_log_chunk_that_is_too_large_is_not_read()
    {
        await using var own = await site.Server.OpenSiteAsync();
        await own.SubmitAsync();
        var worker = await Flamenco3Worker.AwakeAsync(own);
        var task = await worker.TakeAsync();

        var answer = await HugeAsync(
            worker.Client, HttpMethod.Put, $"/api/v3/worker/task/{task}/log?attempt=1&offset=0", (4 * 1024 * 1024) + 1, "application/octet-stream");

        answer.Status.ShouldBe(413);
        answer.Body.GetProperty("code").GetInt32().ShouldBe(413);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("..")]
    [InlineData("%2e%2e%2f")]
    [InlineData("01900000-0000-8000-8000-00000000000")]
    [InlineData("01900000-0000-8000-8000-0000000000000")]
    [InlineData("g1900000-0000-8000-8000-000000000000")]
    [InlineData("%00")]
    [InlineData("'--")]
    public async Task what_is_no_uuid_names_nothing(string id)
    {
        string[] seen = [$"jobs/{id}", $"jobs/{id}/tasks", $"jobs/{id}/what-would-delete-do", $"tasks/{id}", $"tasks/{id}/log", $"tasks/{id}/logtail"];
        string[] run = [$"worker/task/{id}/may-i-run"];

        foreach (var path in seen)
            (await _admin.GetAsync($"/api/v3/{path}")).Status.ShouldBeOneOf([400, 404], path);
        foreach (var path in run)
            (await _worker.GetAsync($"/api/v3/{path}")).Status.ShouldBeOneOf([400, 403, 404], path);
        (await _worker.PostAsync($"/api/v3/worker/task/{id}", "{}")).Status.ShouldBeOneOf(400, 403, 404, 405);
    }

    [Fact]
    public async Task what_is_no_uuid_is_said_to_be_none()
    {
        var answer = await _admin.GetAsync("/api/v3/jobs/nonsense");

        answer.Status.ShouldBe(400);
        answer.Body.GetProperty("code").GetInt32().ShouldBe(400);
        answer.Body.GetProperty("message").GetString()!.ShouldContain("nonsense");
    }

    [Theory]
    [InlineData("name", "a\\u0007bell")]
    [InlineData("platform", "lin\\nux")]
    public async Task control_characters_do_not_become_a_workers_name(string member, string value)
    {
        var good = """{ "name": "good", "secret": "0123456789", "platform": "good", "supported_task_types": ["misc"] }""";

        var answer = await _joining.PostAsync(
            "/api/v3/worker/register-worker", good.Replace($"\"{member}\": \"good\"", $"\"{member}\": \"{value}\"", StringComparison.Ordinal));

        answer.Status.ShouldBe(400);
    }

    [Fact]
    public async Task control_characters_do_not_become_a_tasks_activity()
    {
        await using var own = await site.Server.OpenSiteAsync();
        await own.SubmitAsync();
        var worker = await Flamenco3Worker.AwakeAsync(own);
        var task = await worker.TakeAsync();

        await worker.UpdateAsync(task, """{ "activity": "one\u001b[31m\u0000\r\ntwo" }""");

        (await own.TaskAsync(task)).GetProperty("activity").GetString().ShouldBe("one[31m\ntwo");
    }

    [Fact]
    public async Task another_host_name_is_refused()
    {
        var answer = await _admin.SendAsync(HttpMethod.Get, "/api/v3/version", body: null, headers => headers.Host = "evil.test");

        answer.Status.ShouldBe(400);
    }

    [Theory]
    [InlineData("Origin", "http://evil.test")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task a_page_of_another_host_may_change_nothing(string header, string value)
    {
        var answer = await _admin.SendAsync(HttpMethod.Post, "/api/v3/jobs", Client.Json(Jobs.Echo()), headers => headers.Add(header, value));

        answer.Status.ShouldBe(403);
    }

    private static Task<Answer> HugeAsync(Client client, HttpMethod method, string path, int bytes, string contentType) => client.SendAsync(
        method, path, Client.Bytes(new byte[bytes], contentType), headers => headers.ExpectContinue = true);

    private async Task FailsAtNoneAsync(string caller, string route, IEnumerable<string> bodies)
    {
        var failures = new List<string>();
        foreach (var body in bodies)
        {
            var answer = await Of(caller).SendAsync(MethodOf(route), $"/api/v3/{route}", Client.Json(body));
            if (Problem(answer) is { } problem)
                failures.Add($"{problem}: {body[..Math.Min(body.Length, 300)]} was answered {answer}");
        }

        failures.ShouldBeEmpty();
    }

    /// <summary>What is wrong with an answer, whatever was sent; null: nothing.</summary>
    private static string? Problem(Answer answer) => answer switch
    {
        { Status: < 400 } => null,
        { Status: >= 500 } => "a failure of ours",
        { Text: "" } => "no word",
        _ when !answer.Members.Contains("code") || !answer.Members.Contains("message") => "not in words that Flamenco 3 clients read",
        _ when Internals.Any(name => answer.Text.Contains(name, StringComparison.Ordinal)) => "internals",
        _ => null,
    };

    private static HttpMethod MethodOf(string route) => route is MassDelete or Blocklist ? HttpMethod.Delete : HttpMethod.Post;

    private Client Of(string caller) => caller switch { "admin" => _admin, "worker" => _worker, _ => _joining };
}
