using Flamenco.Site.Tests.Gateway.Harness;
using Shouldly;

namespace Flamenco.Site.Tests.Gateway;

[Collection(WithAServer.Name)]
public sealed class WhenAnArtistCommandsAJob(SiteUnderTest site) : IClassFixture<SiteUnderTest>, IAsyncLifetime
{
    private Flamenco3Worker _worker = null!;
    private Client _artist = null!;
    private Guid _job;

    public async Task InitializeAsync()
    {
        _job = await site.SubmitAsync();
        _worker = await Flamenco3Worker.AwakeAsync(site);
        _artist = await site.PersonAsync();
    }

    public Task DisposeAsync() => site.ClearAsync();

    [Fact]
    public async Task a_worker_that_runs_a_task_of_a_canceled_one_hears_that_it_may_not_go_on()
    {
        var task = await _worker.TakeAsync();

        var answer = await AskForAsync("cancel-requested");

        answer.Status.ShouldBe(204);
        await site.UntilAsync(_job, "canceled");
        (await _worker.MayIRunAsync(task)).Body.GetProperty("mayKeepRunning").GetBoolean().ShouldBeFalse();
        var update = await _worker.UpdateAsync(task, """{ "taskStatus": "completed" }""");
        update.Status.ShouldBe(409);
        update.Body.GetProperty("type").GetString().ShouldBe("urn:flamenco:stale-attempt");
        (await _worker.AskAsync()).Status.ShouldBe(204);
    }

    [Fact]
    public async Task no_task_of_a_canceled_one_is_handed_out()
    {
        await AskForAsync("cancel-requested");

        (await _worker.AskAsync()).Status.ShouldBe(204);
        await site.UntilAsync(_job, "canceled");
    }

    [Fact]
    public async Task a_paused_one_hands_out_nothing_until_it_is_resumed()
    {
        await AskForAsync("pause-requested");
        await site.UntilAsync(_job, "paused");
        (await _worker.AskAsync()).Status.ShouldBe(204);

        (await AskForAsync("queued")).Status.ShouldBe(204);

        await site.UntilAsync(_job, "queued");
        (await _worker.AskAsync()).Body.GetProperty("job").GetGuid().ShouldBe(_job);
    }

    [Fact]
    public async Task a_completed_one_is_done_again_as_a_whole()
    {
        var task = await _worker.TakeAsync();
        await _worker.UpdateAsync(task, """{ "taskStatus": "completed" }""");
        await site.UntilAsync(_job, "completed");

        (await AskForAsync("requeueing")).Status.ShouldBe(204);

        await site.UntilAsync(_job, "queued");
        (await _worker.AskAsync()).Body.GetProperty("attempt").GetInt32().ShouldBe(2);
    }

    [Theory]
    [InlineData("completed")]
    [InlineData("active")]
    [InlineData("under-construction")]
    [InlineData("nonsense")]
    public async Task a_status_that_nobody_may_ask_for_is_refused(string status)
    {
        var answer = await AskForAsync(status);

        answer.Status.ShouldBe(400);
        answer.Body.GetProperty("message").GetString()!.ShouldContain("cancel-requested");
        (await _artist.GetAsync($"/api/v3/jobs/{_job}")).Body.GetProperty("status").GetString().ShouldBe("queued");
    }

    [Fact]
    public async Task somebody_who_only_looks_may_not()
    {
        var viewer = await site.PersonAsync("viewer");

        var answer = await viewer.PostAsync($"/api/v3/jobs/{_job}/setstatus", """{ "status": "cancel-requested", "reason": "" }""");

        answer.Status.ShouldBe(403);
    }

    private Task<Answer> AskForAsync(string status) =>
        _artist.PostAsync($"/api/v3/jobs/{_job}/setstatus", $$"""{ "status": "{{status}}", "reason": "a \u001b[31mred\u0000 reason" }""");
}
