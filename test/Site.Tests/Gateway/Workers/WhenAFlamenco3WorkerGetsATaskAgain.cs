using Flamenco.Domain.Identity;
using Flamenco.Site.Tests.Gateway.Harness;
using Shouldly;

namespace Flamenco.Site.Tests.Gateway.Workers;

/// <summary>Its updates name no attempt and may be queued for long: what it said of the first attempt must not count for the second.</summary>
[Collection(WithAServer.Name)]
public sealed class WhenAFlamenco3WorkerGetsATaskAgain(SiteUnderTest site) : IClassFixture<SiteUnderTest>, IAsyncLifetime
{
    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => site.ClearAsync();

    [Fact]
    public async Task it_gets_it_under_another_id()
    {
        var (_, task, again) = await AgainAsync();

        again.ShouldNotBe(task);
        AttemptAlias.IsAlias(again).ShouldBeTrue();
    }

    [Fact]
    public async Task what_it_said_of_the_first_attempt_changes_nothing()
    {
        var (worker, task, _) = await AgainAsync();

        (await worker.UpdateAsync(task, """{ "taskStatus": "active", "activity": "from the past" }""")).Status.ShouldBe(409);
        (await worker.UpdateAsync(task, """{ "log": "from the past" }""")).Status.ShouldBeOneOf(204, 409);
        (await worker.UpdateAsync(task, """{ "taskStatus": "completed" }""")).Status.ShouldBe(409);
        (await worker.UpdateAsync(task, """{ "taskStatus": "failed" }""")).Status.ShouldBe(409);
        (await worker.MayIRunAsync(task)).Body.GetProperty("mayKeepRunning").GetBoolean().ShouldBeFalse();

        var now = await site.TaskAsync(task);
        now.GetProperty("status").GetString().ShouldBe("active");
        now.GetProperty("activity").GetString()!.ShouldNotContain("past");
    }

    [Fact]
    public async Task the_other_id_is_good_wherever_a_task_is_named()
    {
        var (worker, task, again) = await AgainAsync();
        var person = await site.PersonAsync();

        (await worker.MayIRunAsync(again)).Body.GetProperty("mayKeepRunning").GetBoolean().ShouldBeTrue();
        (await worker.UpdateAsync(again, """{ "taskStatus": "active", "log": "second time" }""")).Status.ShouldBe(204);
        (await person.GetAsync($"/api/v3/tasks/{again}")).Body.GetProperty("id").GetGuid().ShouldBe(task);
        (await person.GetAsync($"/api/v3/tasks/{again}/logtail")).Text.ShouldBe("second time\n");
        (await person.GetAsync($"/api/v3/tasks/{again}/log")).Body.GetProperty("task_id").GetGuid().ShouldBe(task);
        (await worker.UpdateAsync(again, """{ "taskStatus": "completed" }""")).Status.ShouldBe(204);

        (await site.TaskAsync(task)).GetProperty("status").GetString().ShouldBe("completed");
    }

    [Fact]
    public async Task it_gets_it_once_more_under_the_same_id_when_the_answer_was_lost()
    {
        var (worker, _, again) = await AgainAsync();

        (await worker.TakeAsync()).ShouldBe(again);
    }

    [Fact]
    public async Task another_worker_can_not_use_its_id()
    {
        var (_, task, again) = await AgainAsync();
        var other = await Flamenco3Worker.AwakeAsync(site);

        (await other.UpdateAsync(again, """{ "taskStatus": "completed" }""")).Status.ShouldBe(409);
        (await other.MayIRunAsync(again)).Body.GetProperty("mayKeepRunning").GetBoolean().ShouldBeFalse();

        (await site.TaskAsync(task)).GetProperty("status").GetString().ShouldBe("active");
    }

    [Fact]
    public async Task an_id_that_stands_for_nothing_is_not_found()
    {
        var worker = await Flamenco3Worker.AwakeAsync(site);
        var never = AttemptAlias.Of(JobId.Create(DateTimeOffset.UnixEpoch).Task(1), 2)!.Value;

        (await worker.UpdateAsync(never, """{ "taskStatus": "completed" }""")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task starting_anew_frees_what_was_taken_from_it()
    {
        await site.SubmitAsync();
        var worker = await Flamenco3Worker.AwakeAsync(site);
        var task = await worker.TakeAsync();
        await RequeueAsync(task);

        await worker.SignOnAsync();
        await worker.IsNowAsync("awake");

        var other = await Flamenco3Worker.AwakeAsync(site);
        AttemptAlias.IsAlias(await other.TakeAsync()).ShouldBeTrue();
    }

    /// <summary>It had the task, a person queued it again, and it asked for the next one.</summary>
    private async Task<(Flamenco3Worker Worker, Guid Task, Guid Again)> AgainAsync()
    {
        await site.SubmitAsync();
        var worker = await Flamenco3Worker.AwakeAsync(site);
        var task = await worker.TakeAsync();
        await RequeueAsync(task);
        return (worker, task, await worker.TakeAsync());
    }

    private async Task RequeueAsync(Guid task) =>
        (await (await site.PersonAsync()).PostAsync($"/api/v3/tasks/{task}/setstatus", """{ "status": "queued", "reason": "once more" }""")).Status.ShouldBe(204);
}
