using Flamenco.Domain.Workers;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Managers;
using Flamenco.Grains.Interfaces.Tasks;
using Flamenco.Grains.Interfaces.Workers;

namespace Flamenco.Server.Tests.Grains;

[Collection(OnTheFarm.Name)]
public class WhenAWorkerComesAndGoes(TestFarm farm)
{
    [Fact]
    public async Task its_next_life_gets_the_task_of_the_last_under_a_new_attempt()
    {
        var site = await farm.SiteAsync();
        var worker = await site.WorkerAsync();
        await site.SubmitAsync();
        var old = await worker.GetTaskAsync();

        worker.Dies();
        await worker.StartAsync();
        var task = await worker.GetTaskAsync();

        (task.Id, task.Attempt).ShouldBe((old.Id, 2));
        (await site.TaskAsync(task.Id)).Attempts.Select(attempt => attempt.Outcome).ShouldBe(["expired", "open"]);
        (await worker.ReportAsync(old, "completed")).ShouldBe(ReportResult.Stale);
    }

    [Fact]
    public async Task put_to_sleep_and_restarted_it_sleeps_on()
    {
        var site = await farm.SiteAsync();
        var worker = await site.WorkerAsync();
        await worker.Grain.StateChangedAsync("asleep");
        await worker.Grain.SignOffAsync();

        var told = await worker.Grain.SignOnAsync(new SignOn
        {
            Name = "render-01", TaskTypes = ["misc"], Software = "1.0", CanRestart = false, Address = "10.0.0.7",
        });

        told.ShouldBe("asleep");
        (await worker.Grain.StateChangedAsync("asleep")).ShouldBeTrue();
        (await worker.Grain.RequestedStatusAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task signing_off_puts_its_task_back()
    {
        var site = await farm.SiteAsync();
        var worker = await site.WorkerAsync();
        await site.SubmitAsync();
        var task = await worker.GetTaskAsync();

        await worker.Grain.SignOffAsync();

        (await site.TaskAsync(task.Id)).Status.ShouldBe("queued");
        (await worker.Grain.GetAsync()).ShouldNotBeNull().Status.ShouldBe("offline");
        (await (await site.WorkerAsync("other")).GetTaskAsync()).Attempt.ShouldBe(2);
    }

    [Fact]
    public async Task one_that_is_not_awake_gets_nothing()
    {
        var site = await farm.SiteAsync();
        var worker = await site.WorkerAsync();
        await site.SubmitAsync();
        await worker.Grain.StateChangedAsync("asleep");

        var answer = await worker.AskAsync();

        (answer.Verdict, answer.Status).ShouldBe((AskVerdict.NotAwake, "asleep"));
    }

    [Fact]
    public async Task falling_asleep_puts_its_task_back()
    {
        var site = await farm.SiteAsync();
        var worker = await site.WorkerAsync();
        await site.SubmitAsync();
        var task = await worker.GetTaskAsync();

        await worker.Grain.StateChangedAsync("asleep");

        (await site.TaskAsync(task.Id)).Status.ShouldBe("queued");
    }

    [Fact]
    public async Task one_that_is_to_take_another_status_hears_that_first()
    {
        var site = await farm.SiteAsync();
        var worker = await site.WorkerAsync();
        await farm.Workers.StatusAsync(worker.Id, WorkerStatus.Awake, requested: WorkerStatus.Asleep);

        var answer = await worker.AskAsync();

        (answer.Verdict, answer.Status).ShouldBe((AskVerdict.StatusRequested, "asleep"));
        (await worker.Grain.RequestedStatusAsync()).ShouldBe("asleep");
        (await worker.Grain.StateChangedAsync("asleep")).ShouldBeTrue();
        (await worker.Grain.RequestedStatusAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task a_status_that_does_not_exist_is_not_taken()
    {
        var site = await farm.SiteAsync();
        var worker = await site.WorkerAsync();

        (await worker.Grain.StateChangedAsync("dancing")).ShouldBeFalse();
        (await worker.Grain.GetAsync()).ShouldNotBeNull().Status.ShouldBe("awake");
    }

    [Fact]
    public async Task its_secret_opens_and_no_other_does()
    {
        var site = await farm.SiteAsync();
        var worker = await site.WorkerAsync("render-09");

        var known = await farm.Grains.Access().VerifyWorkerAsync(worker.Id, "secret");

        (known!.Name, known.Manager, known.Platform).ShouldBe(("render-09", site.Id, "linux"));
        (await farm.Grains.Access().VerifyWorkerAsync(worker.Id, "guess")).ShouldBeNull();
        (await farm.Grains.Access().VerifyWorkerAsync(Some.Worker(), "secret")).ShouldBeNull();
    }

    [Fact]
    public async Task nobody_can_register_over_it()
    {
        var site = await farm.SiteAsync();
        var worker = await site.WorkerAsync();

        await Should.ThrowAsync<InvalidOperationException>(worker.RegisterAsync);
    }
}
