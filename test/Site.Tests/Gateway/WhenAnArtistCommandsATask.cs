using Flamenco.Site.Tests.Gateway.Harness;
using Shouldly;

namespace Flamenco.Site.Tests.Gateway;

[Collection(WithAServer.Name)]
public sealed class WhenAnArtistCommandsATask(SiteUnderTest site) : IClassFixture<SiteUnderTest>, IAsyncLifetime
{
    private Flamenco3Worker _worker = null!;
    private Client _artist = null!;
    private Guid _job;

    public async Task InitializeAsync()
    {
        _job = await site.SubmitAsync(more: 1);
        _worker = await Flamenco3Worker.AwakeAsync(site);
        _artist = await site.PersonAsync();
    }

    public Task DisposeAsync() => site.ClearAsync();

    [Fact]
    public async Task one_that_runs_is_stopped_and_the_job_goes_on_without_it()
    {
        var task = await _worker.TakeAsync();

        (await AskForAsync(task, "canceled")).Status.ShouldBe(204);

        (await StatusAsync(task)).ShouldBe("canceled");
        (await _worker.MayIRunAsync(task)).Body.GetProperty("mayKeepRunning").GetBoolean().ShouldBeFalse();
        (await _worker.UpdateAsync(task, """{ "taskStatus": "completed" }""")).Status.ShouldBe(409);
    }

    [Fact]
    public async Task one_that_is_completed_is_done_again()
    {
        var task = await _worker.TakeAsync();
        await _worker.UpdateAsync(task, """{ "taskStatus": "completed" }""");

        (await AskForAsync(task, "queued")).Status.ShouldBe(204);

        (await StatusAsync(task)).ShouldBe("queued");
        (await site.TaskAsync(task)).GetProperty("attempt").GetInt32().ShouldBe(1);
    }

    [Theory]
    [InlineData("completed")]
    [InlineData("failed")]
    [InlineData("active")]
    [InlineData("soft-failed")]
    [InlineData("paused")]
    [InlineData("nonsense")]
    [InlineData("")]
    public async Task a_status_that_nobody_may_ask_for_is_refused_with_those_that_one_may(string status)
    {
        var task = await _worker.TakeAsync();

        var answer = await AskForAsync(task, status);

        answer.Status.ShouldBe(400);
        answer.Body.GetProperty("message").GetString()!.ShouldContain("canceled, or queued");
        (await StatusAsync(task)).ShouldBe("active");
    }

    [Fact]
    public async Task what_is_completed_can_not_be_canceled()
    {
        var task = await _worker.TakeAsync();
        await _worker.UpdateAsync(task, """{ "taskStatus": "completed" }""");

        var answer = await AskForAsync(task, "canceled");

        answer.Status.ShouldBe(409);
        answer.Body.GetProperty("type").GetString().ShouldBe("urn:flamenco:bad-status");
        answer.Body.GetProperty("message").GetString()!.ShouldContain("completed");
    }

    [Fact]
    public async Task the_same_request_under_the_same_key_is_done_once()
    {
        var task = await _worker.TakeAsync();
        await _worker.UpdateAsync(task, """{ "taskStatus": "completed" }""");
        (await AskForAsync(task, "queued", key: $"again-{task}")).Status.ShouldBe(204);
        (await AskForAsync(task, "canceled")).Status.ShouldBe(204);

        (await AskForAsync(task, "queued", key: $"again-{task}")).Status.ShouldBe(204);

        (await StatusAsync(task)).ShouldBe("canceled");
    }

    [Fact]
    public async Task there_is_no_such_task()
    {
        var none = Guid.Parse("01900000-0000-8000-8000-000000000001");

        (await AskForAsync(none, "queued")).Status.ShouldBe(404);
        (await AskForAsync(_job, "queued")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task somebody_who_only_looks_may_not()
    {
        var task = await _worker.TakeAsync();
        var viewer = await site.PersonAsync("viewer");

        var answer = await viewer.PostAsync($"/api/v3/tasks/{task}/setstatus", """{ "status": "canceled", "reason": "" }""");

        answer.Status.ShouldBe(403);
    }

    private Task<Answer> AskForAsync(Guid task, string status, string? key = null) => _artist.SendAsync(
        HttpMethod.Post,
        $"/api/v3/tasks/{task}/setstatus",
        Client.Json($$"""{ "status": "{{status}}", "reason": "a \u001b[31mred\u0000 reason" }"""),
        headers =>
        {
            if (key is not null)
                headers.Add("Idempotency-Key", key);
        });

    private async Task<string?> StatusAsync(Guid task) => (await site.TaskAsync(task)).GetProperty("status").GetString();
}
