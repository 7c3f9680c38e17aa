using Flamenco.Grains.Interfaces.Managers;

namespace Flamenco.Server.Tests.Grains;

[Collection(OnTheFarm.Name)]
public class WhenAWorkerFailsATaskOfAJob(TestFarm farm)
{
    [Fact]
    public async Task it_is_soft_failed_and_another_worker_gets_it()
    {
        var site = await farm.SiteAsync();
        var first = await site.WorkerAsync("first");
        var second = await site.WorkerAsync("second");
        await site.SubmitAsync();
        var task = await first.GetTaskAsync();

        await first.EndAsync(task, "failed");

        (await site.TaskAsync(task.Id)).Status.ShouldBe("soft-failed");
        (await first.AskAsync()).Verdict.ShouldBe(AskVerdict.Nothing);
        var again = await second.GetTaskAsync();
        (again.Id, again.Attempt).ShouldBe((task.Id, 2));
        (await site.TaskAsync(task.Id)).FailedBy.ShouldHaveSingleItem().Name.ShouldBe("first");
    }

    [Fact]
    public async Task failed_by_everybody_it_fails_the_job_and_the_rest_is_canceled()
    {
        var site = await farm.SiteAsync();
        var first = await site.WorkerAsync("first");
        var second = await site.WorkerAsync("second");
        var job = await site.SubmitAsync(site.Echo(sleeps: 2));
        await first.EndAsync(await first.GetTaskAsync(), "failed");

        await second.EndAsync(await second.GetTaskAsync(), "failed");

        await site.JobBecomesAsync(job, "failed");
        await Eventually.SeeAsync(
            "the rest to be canceled", () => site.JobAsync(job), view => view.TaskCounts is { Count: 2 } counts && counts["failed"] == 1 && counts["canceled"] == 2);
        (await site.TaskAsync(job.Task(1))).Attempts.ShouldAllBe(attempt => attempt.Outcome == "failed");
        (await second.AskAsync()).Verdict.ShouldBe(AskVerdict.Nothing);
    }

    [Fact]
    public async Task what_runs_elsewhere_when_the_job_fails_is_stopped()
    {
        var site = await farm.SiteAsync();
        var first = await site.WorkerAsync("first");
        var job = await site.SubmitAsync(site.Echo(sleeps: 2));
        await first.EndAsync(await first.GetTaskAsync(), "completed");
        var doomed = await first.GetTaskAsync();
        var second = await site.WorkerAsync("second");
        var running = await second.GetTaskAsync();
        await first.EndAsync(doomed, "failed");
        var third = await site.WorkerAsync("third");
        await third.EndAsync(await third.GetTaskAsync(), "failed");

        await first.Grain.SignOffAsync();
        await third.Grain.SignOffAsync();
        await second.ReportAsync(running, "failed");

        await site.JobBecomesAsync(job, "failed");
        var alive = await Eventually.SeeAsync("the rest to be stopped", () => second.AliveAsync(), alive => alive.Stop.Count > 0);
        alive.Stop.Select(attempt => attempt.Task).ShouldBe([running.Id]);
    }
}
