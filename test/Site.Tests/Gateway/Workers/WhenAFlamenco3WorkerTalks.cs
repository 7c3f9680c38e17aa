using Flamenco.Domain.Workers;
using Flamenco.Site.Tests.Gateway.Harness;
using Flamenco.Storage.Workers;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace Flamenco.Site.Tests.Gateway.Workers;

/// <summary>An unmodified Worker: no bodies where it knows of none, no attempts, and each answer in the shape that it can read.</summary>
[Collection(WithAServer.Name)]
public sealed class WhenAFlamenco3WorkerTalks(SiteUnderTest site) : IClassFixture<SiteUnderTest>, IAsyncLifetime
{
    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => site.ClearAsync();

    [Fact]
    public async Task it_is_registered_without_a_status()
    {
        var answer = await Flamenco3Worker.RegisterAsync(site.Bearer(site.JoinSecret), name: "render-7");

        answer.Status.ShouldBe(200);
        answer.Members.ShouldBe(["address", "name", "platform", "software", "status", "supported_task_types", "uuid"]);
        answer.Body.GetProperty("name").GetString().ShouldBe("render-7");
        answer.Body.GetProperty("address").GetString().ShouldBe("127.0.0.1");
        answer.Body.GetProperty("status").GetString().ShouldBeEmpty();
        answer.Body.GetProperty("software").GetString().ShouldBeEmpty();
        answer.Text.ShouldNotContain(Flamenco3Worker.Secret);
    }

    [Fact]
    public async Task it_is_told_to_be_awake_when_it_signs_on()
    {
        var worker = await Flamenco3Worker.RegisteredAsync(site);

        var answer = await worker.SignOnAsync();

        answer.Status.ShouldBe(200);
        answer.Text.ShouldBe("""{"status_requested":"awake"}""");
    }

    [Fact]
    public async Task it_gets_nothing_before_it_is_awake()
    {
        var worker = await Flamenco3Worker.RegisteredAsync(site);
        await worker.SignOnAsync();
        await site.SubmitAsync();

        var answer = await worker.AskAsync();

        answer.Status.ShouldBe(409);
        answer.Body.GetProperty("code").GetInt32().ShouldBe(409);
        answer.Body.GetProperty("message").GetString()!.ShouldContain("starting");
        answer.Body.GetProperty("type").GetString().ShouldBe("urn:flamenco:not-awake");
    }

    [Fact]
    public async Task it_is_answered_at_once_where_there_is_nothing_to_do()
    {
        var worker = await Flamenco3Worker.AwakeAsync(site);

        var answer = await worker.AskAsync();

        answer.Status.ShouldBe(204);
        answer.Text.ShouldBeEmpty();
    }

    [Fact]
    public async Task it_gets_a_task_with_all_that_it_needs()
    {
        var job = await site.SubmitAsync(message: "good {blender} morning");
        var worker = await Flamenco3Worker.AwakeAsync(site);

        var answer = await worker.AskAsync();

        answer.Status.ShouldBe(200);
        answer.Members.ShouldBe(
        [
            "attempt", "commands", "job", "job_priority", "job_type", "name", "priority", "status", "steps_completed", "steps_total",
            "task_type", "uuid",
        ]);
        answer.Body.GetProperty("job").GetGuid().ShouldBe(job);
        answer.Body.GetProperty("status").GetString().ShouldBe("active");
        answer.Body.GetProperty("job_priority").GetInt32().ShouldBe(50);
        answer.Body.GetProperty("job_type").GetString().ShouldBe("echo-sleep-test");
        answer.Body.GetProperty("task_type").GetString().ShouldBe("misc");
        var command = answer.Body.GetProperty("commands").EnumerateArray().ShouldHaveSingleItem();
        command.MembersOf().ShouldBe(["name", "parameters", "total_step_count"]);
        command.GetProperty("parameters").GetRawText().ShouldBe("""{"message":"good blender morning"}""");
    }

    [Fact]
    public async Task commands_hold_the_sites_values_for_its_platform()
    {
        await site.SubmitAsync(message: "{blender}");
        var worker = await Flamenco3Worker.AwakeAsync(site, platform: "windows");

        var answer = await worker.AskAsync();

        answer.Body.GetProperty("commands")[0].GetProperty("parameters").GetProperty("message").GetString().ShouldBe("blender.exe");
    }

    [Fact]
    public async Task its_updates_take_the_job_to_its_end()
    {
        var job = await site.SubmitAsync();
        var worker = await Flamenco3Worker.AwakeAsync(site);
        var task = await worker.TakeAsync();

        (await worker.UpdateAsync(task, """{ "taskStatus": "active", "activity": "begun" }""")).Status.ShouldBe(204);
        (await site.TaskAsync(task)).GetProperty("activity").GetString().ShouldBe("begun");
        (await worker.UpdateAsync(task, """{ "log": "a line", "steps_completed": 0 }""")).Status.ShouldBe(204);
        (await worker.UpdateAsync(task, """{ "taskStatus": "completed", "activity": "done" }""")).Status.ShouldBe(204);

        await site.UntilAsync(job, "completed");
        var tail = await (await site.PersonAsync()).GetAsync($"/api/v3/tasks/{task}/logtail");
        tail.Text.ShouldBe("a line\n");
    }

    [Fact]
    public async Task it_may_go_on_while_it_holds_the_task()
    {
        await site.SubmitAsync();
        var worker = await Flamenco3Worker.AwakeAsync(site);
        var task = await worker.TakeAsync();

        var answer = await worker.MayIRunAsync(task);

        answer.Status.ShouldBe(200);
        answer.Text.ShouldBe("""{"mayKeepRunning":true,"reason":"","statusChangeRequested":false}""");
    }

    [Fact]
    public async Task it_may_not_run_a_task_that_there_is_not()
    {
        var worker = await Flamenco3Worker.AwakeAsync(site);

        var answer = await worker.MayIRunAsync(Guid.NewGuid());

        answer.Status.ShouldBe(200);
        answer.Members.ShouldBe(["mayKeepRunning", "reason", "statusChangeRequested"]);
        answer.Body.GetProperty("mayKeepRunning").GetBoolean().ShouldBeFalse();
        answer.Body.GetProperty("reason").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task it_gets_the_task_that_it_holds_again_when_its_answer_was_lost()
    {
        await site.SubmitAsync();
        var worker = await Flamenco3Worker.AwakeAsync(site);
        var lost = await worker.AskAsync();

        var again = await worker.AskAsync();

        again.Text.ShouldBe(lost.Text);
    }

    [Fact]
    public async Task what_it_held_is_queued_again_when_it_signs_off()
    {
        await site.SubmitAsync();
        var worker = await Flamenco3Worker.AwakeAsync(site);
        var task = await worker.TakeAsync();

        (await worker.SignOffAsync()).Status.ShouldBe(204);

        (await site.TaskAsync(task)).GetProperty("status").GetString().ShouldBe("queued");
    }

    [Fact]
    public async Task nobody_asks_it_to_change_its_status_as_a_rule()
    {
        var worker = await Flamenco3Worker.AwakeAsync(site);

        var answer = await worker.Client.GetAsync("/api/v3/worker/state");

        answer.Status.ShouldBe(204);
        answer.Text.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_status_that_is_requested_comes_before_a_task_and_before_the_one_it_runs()
    {
        await site.SubmitAsync();
        var worker = await Flamenco3Worker.AwakeAsync(site);
        var task = await worker.TakeAsync();
        await site.Server.Services.GetRequiredService<IWorkerStore>().StatusAsync(worker.Id, WorkerStatus.Awake, WorkerStatus.Asleep);

        var state = await worker.Client.GetAsync("/api/v3/worker/state");
        var may = await worker.MayIRunAsync(task);
        var ask = await worker.AskAsync();

        state.Status.ShouldBe(200);
        state.Text.ShouldBe("""{"status_requested":"asleep"}""");
        may.Body.GetProperty("mayKeepRunning").GetBoolean().ShouldBeFalse();
        may.Body.GetProperty("statusChangeRequested").GetBoolean().ShouldBeTrue();
        ask.Status.ShouldBe(423);
        ask.Text.ShouldBe("""{"status_requested":"asleep"}""");
    }

    [Theory]
    [InlineData("soft-failed")]
    [InlineData("canceled")]
    [InlineData("queued")]
    [InlineData("paused")]
    [InlineData("nonsense")]
    [InlineData("")]
    public async Task it_decides_no_more_than_active_completed_and_failed(string status)
    {
        await site.SubmitAsync();
        var worker = await Flamenco3Worker.AwakeAsync(site);
        var task = await worker.TakeAsync();

        var answer = await worker.UpdateAsync(task, $$"""{ "taskStatus": "{{status}}" }""");

        answer.Status.ShouldBe(400);
        answer.Body.GetProperty("code").GetInt32().ShouldBe(400);
        (await site.TaskAsync(task)).GetProperty("status").GetString().ShouldBe("active");
    }

    [Fact]
    public async Task a_status_that_there_is_not_is_refused()
    {
        var worker = await Flamenco3Worker.AwakeAsync(site);

        var answer = await worker.IsNowAsync("dreaming");

        answer.Status.ShouldBe(400);
        answer.Body.GetProperty("message").GetString()!.ShouldContain("asleep");
    }
}
