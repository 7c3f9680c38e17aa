using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Access;
using Flamenco.Grains.Interfaces.Jobs;
using Flamenco.Grains.Interfaces.Managers;
using Flamenco.Grains.Interfaces.Tasks;

namespace Flamenco.Server.Tests.Grains;

[Collection(OnTheFarm.Name)]
public class WhenAJobIsCommanded(TestFarm farm)
{
    [Fact]
    public async Task canceling_makes_what_runs_stale_and_its_worker_hears_so()
    {
        var site = await farm.SiteAsync();
        var worker = await site.WorkerAsync();
        var job = await site.SubmitAsync();
        var task = await worker.GetTaskAsync();

        (await site.CommandAsync(job, JobCommand.Cancel)).Verdict.ShouldBe(CommandVerdict.Accepted);

        (await worker.ReportAsync(task, "completed")).ShouldBe(ReportResult.Stale);
        (await farm.Grains.Task(task.Id).MayRunAsync(worker.Id, task.Attempt)).MayRun.ShouldBeFalse();
        (await worker.AliveAsync()).Stop.ShouldHaveSingleItem().Attempt.ShouldBe(task.Attempt);
        (await site.JobAsync(job)).Status.ShouldBe("canceled");
    }

    [Fact]
    public async Task a_task_that_was_taken_away_is_held_until_its_workers_list_proves_it_dead()
    {
        var site = await farm.SiteAsync();
        var first = await site.WorkerAsync("first");
        var job = await site.SubmitAsync();
        var task = await first.GetTaskAsync();
        await site.CommandAsync(job, JobCommand.Cancel);
        await site.CommandAsync(job, JobCommand.RequeueAll);
        var second = await site.WorkerAsync("second");

        await first.AliveAsync();
        (await second.AskAsync()).Verdict.ShouldBe(AskVerdict.Nothing);

        first.Stops(task);
        await first.AliveAsync();
        var again = await second.GetTaskAsync();
        (again.Id, again.Attempt).ShouldBe((task.Id, 2));
    }

    [Fact]
    public async Task its_workers_next_ask_proves_it_too()
    {
        var site = await farm.SiteAsync();
        var worker = await site.WorkerAsync();
        var job = await site.SubmitAsync();
        var task = await worker.GetTaskAsync();
        await site.CommandAsync(job, JobCommand.RequeueAll);
        worker.Stops(task);

        var again = await worker.GetTaskAsync();

        (again.Id, again.Attempt).ShouldBe((task.Id, 2));
    }

    [Fact]
    public async Task pausing_lets_what_runs_finish_and_then_the_job_is_paused()
    {
        var site = await farm.SiteAsync();
        var worker = await site.WorkerAsync();
        var job = await site.SubmitAsync();
        var task = await worker.GetTaskAsync();

        await site.CommandAsync(job, JobCommand.Pause);
        (await site.JobAsync(job)).Status.ShouldBe("pause-requested");
        (await farm.Grains.Task(task.Id).MayRunAsync(worker.Id, task.Attempt)).MayRun.ShouldBeTrue();
        await worker.EndAsync(task, "completed");

        await site.JobBecomesAsync(job, "paused");
        (await worker.AskAsync()).Verdict.ShouldBe(AskVerdict.Nothing);
    }

    [Fact]
    public async Task resuming_goes_on_to_the_end()
    {
        var site = await farm.SiteAsync();
        var worker = await site.WorkerAsync();
        var job = await site.SubmitAsync(site.Echo(sleeps: 1) with { Paused = true });

        await site.CommandAsync(job, JobCommand.Resume);
        await worker.EndAsync(await worker.GetTaskAsync(), "completed");
        await worker.EndAsync(await worker.GetTaskAsync(), "completed");

        await site.JobBecomesAsync(job, "completed");
    }

    [Fact]
    public async Task a_completed_job_that_is_requeued_runs_again_from_its_start()
    {
        var site = await farm.SiteAsync();
        var worker = await site.WorkerAsync();
        var job = await site.SubmitAsync(site.Echo(sleeps: 0));
        await worker.EndAsync(await worker.GetTaskAsync(), "completed");
        await site.JobBecomesAsync(job, "completed");

        await site.CommandAsync(job, JobCommand.RequeueAll);
        var again = await worker.GetTaskAsync();
        await worker.EndAsync(again, "completed");

        again.Attempt.ShouldBe(2);
        await site.JobBecomesAsync(job, "completed");
    }

    [Fact]
    public async Task dependents_wait_again_when_what_they_depend_on_is_requeued()
    {
        var site = await farm.SiteAsync();
        var worker = await site.WorkerAsync();
        var job = await site.SubmitAsync(site.Echo(sleeps: 2));
        await worker.EndAsync(await worker.GetTaskAsync(), "completed");

        await site.CommandAsync(job, JobCommand.RequeueAll);

        (await worker.GetTaskAsync()).Id.ShouldBe(job.Task(1));
        (await (await site.WorkerAsync("other")).AskAsync()).Verdict.ShouldBe(AskVerdict.Nothing);
    }

    [Fact]
    public async Task an_artist_commands_jobs_of_their_own_only()
    {
        var site = await farm.SiteAsync();
        var job = await site.SubmitAsync();

        var byAnother = await site.CommandAsync(job, JobCommand.Cancel, new Actor("ben", "artist", ""));
        var byAnOperator = await site.CommandAsync(job, JobCommand.Cancel, new Actor("ops", "operator", ""));

        byAnother.Verdict.ShouldBe(CommandVerdict.Forbidden);
        byAnOperator.Verdict.ShouldBe(CommandVerdict.Accepted);
    }

    [Fact]
    public async Task what_its_status_does_not_allow_is_refused_with_the_reason()
    {
        var site = await farm.SiteAsync();
        var job = await site.SubmitAsync();
        await site.CommandAsync(job, JobCommand.Cancel);

        var result = await site.CommandAsync(job, JobCommand.Pause);

        (result.Verdict, result.Reason).ShouldBe((CommandVerdict.Refused, "a job that is canceled can not be paused"));
    }

    [Fact]
    public async Task nothing_of_it_is_handed_out_once_canceling_was_acknowledged()
    {
        var site = await farm.SiteAsync();
        var job = await site.SubmitAsync(site.Echo(sleeps: 30));
        var opener = await site.WorkerAsync("opener");
        await opener.EndAsync(await opener.GetTaskAsync(), "completed");
        var workers = await Task.WhenAll(Enumerable.Range(0, 6).Select(number => site.WorkerAsync($"render-{number}")));

        var asking = workers.Select(async worker => await worker.AskAsync()).ToList();
        await site.CommandAsync(job, JobCommand.Cancel);
        var attempts = await AttemptsAsync(site, job);
        await Task.WhenAll(asking);

        (await AttemptsAsync(site, job)).ShouldBe(attempts);
        foreach (var worker in workers)
            (await worker.Grain.GetAsync()).ShouldNotBeNull().Attempts.Count.ShouldBeLessThanOrEqualTo(1);
        (await site.JobAsync(job)).TaskCounts.Keys.ShouldBe(["completed", "canceled"], ignoreOrder: true);
    }

    private static async Task<int> AttemptsAsync(TestSite site, JobId job)
    {
        var tasks = await Task.WhenAll(Enumerable.Range(1, 31).Select(number => site.TaskAsync(job.Task((uint)number))));
        return tasks.Sum(task => task.Attempts.Count);
    }
}
