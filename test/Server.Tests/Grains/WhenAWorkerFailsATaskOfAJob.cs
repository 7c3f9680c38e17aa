using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Jobs;
using Flamenco.Grains.Interfaces.Managers;
using Flamenco.Grains.Interfaces.Tasks;

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
            "the rest to be canceled", () => site.JobAsync(job), view => view.TaskCounts is { Count: 2 } counts && counts.GetValueOrDefault("failed") == 1 && counts.GetValueOrDefault("canceled") == 2);
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

    [Fact]
    public async Task blocklisted_it_gets_no_more_of_them_until_somebody_lets_it_back_in()
    {
        var site = await farm.SiteAsync();
        var clumsy = await site.WorkerAsync("clumsy");
        await site.WorkerAsync("other");
        var job = await site.SubmitAsync(site.Echo(sleeps: 40));
        await FailAsync(clumsy, await AfterTheFirstAsync(clumsy), times: 3);
        var blocked = (await farm.Grains.Farm().BlocklistAsync(job)).ShouldHaveSingleItem();
        (blocked.Worker, blocked.TaskType, blocked.WorkerName).ShouldBe((clumsy.Id, "misc", "clumsy"));
        (await clumsy.AskAsync()).Verdict.ShouldBe(AskVerdict.Nothing);

        var result = await farm.Grains.Job(job).UnblockAsync(new UnblockWorkers { Entries = [blocked], Actor = TestSite.Artist });

        result.Verdict.ShouldBe(CommandVerdict.Accepted);
        (await farm.Grains.Farm().BlocklistAsync(job)).ShouldBeEmpty();
        (await clumsy.GetTaskAsync()).Id.Job.ShouldBe(job);
    }

    [Fact]
    public async Task the_job_does_not_wait_for_ever_when_all_are_blocklisted()
    {
        var site = await farm.SiteAsync();
        var first = await site.WorkerAsync("first");
        var second = await site.WorkerAsync("second");
        var job = await site.SubmitAsync(site.Echo(sleeps: 40));
        await FailAsync(first, await AfterTheFirstAsync(first), times: 3);

        await FailAsync(second, await second.GetTaskAsync(), times: 3);

        var view = await site.JobBecomesAsync(job, "failed");
        view.TaskCounts.ShouldBe(new Dictionary<string, int> { ["completed"] = 1, ["failed"] = 40 }, ignoreOrder: true);
        (await farm.Grains.Farm().OperationsAsync(job)).ShouldContain(line => line.What == "tasks-failed" && line.Detail.StartsWith("37 tasks"));
    }

    [Fact]
    public async Task only_who_may_command_the_job_may_let_it_back_in()
    {
        var site = await farm.SiteAsync();
        var job = await site.SubmitAsync();

        var result = await farm.Grains.Job(job).UnblockAsync(new UnblockWorkers
        {
            Entries = [new BlockedWorker(Some.Worker(), "misc", "")], Actor = TestSite.Artist with { Name = "ben" },
        });

        result.Verdict.ShouldBe(CommandVerdict.Forbidden);
    }

    /// <summary>Completes the task for which all others wait, and gets one of them.</summary>
    private static async Task<AssignedTaskView> AfterTheFirstAsync(TestWorker worker)
    {
        await worker.EndAsync(await worker.GetTaskAsync(), "completed");
        return await worker.GetTaskAsync();
    }

    private static async Task FailAsync(TestWorker worker, AssignedTaskView task, int times)
    {
        await worker.EndAsync(task, "failed");
        for (var failed = 1; failed < times; failed++)
            await worker.EndAsync(await worker.GetTaskAsync(), "failed");
    }
}
