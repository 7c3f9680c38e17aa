using Flamenco.Domain.Identity;
using Flamenco.Domain.Tasks;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Managers;
using Flamenco.Grains.Interfaces.Tasks;

namespace Flamenco.Server.Tests.Grains;

/// <summary>Notices from tasks to their job may be lost, late or doubled, and the store has the last word.</summary>
[Collection(OnTheFarm.Name)]
public class WhenANoticeIsWrong(TestFarm farm)
{
    [Fact]
    public async Task a_late_one_does_not_start_what_must_wait_again()
    {
        var site = await farm.SiteAsync();
        var worker = await site.WorkerAsync();
        var job = await site.SubmitAsync(site.Echo(sleeps: 1));
        await worker.EndAsync(await worker.GetTaskAsync(), "completed");
        await site.CommandAsync(job, Domain.Jobs.JobCommand.RequeueAll);

        await NoticeAsync(job, number: 1, RenderTaskStatus.Completed, version: 3);

        (await worker.GetTaskAsync()).Id.ShouldBe(job.Task(1));
        (await (await site.WorkerAsync("other")).AskAsync()).Verdict.ShouldBe(AskVerdict.Nothing);
    }

    [Fact]
    public async Task one_that_says_that_all_is_done_does_not_complete_a_job_whose_counters_say_otherwise()
    {
        var site = await farm.SiteAsync();
        var job = await site.SubmitAsync(site.Echo(sleeps: 0));

        await NoticeAsync(job, number: 1, RenderTaskStatus.Completed, version: 99);

        (await site.JobAsync(job)).Status.ShouldBe("queued");
        (await farm.Jobs.OperationsAsync(job)).ShouldNotContain(line => line.What == "completed");
    }

    [Fact]
    public async Task one_about_a_task_that_the_job_does_not_have_changes_nothing()
    {
        var site = await farm.SiteAsync();
        var worker = await site.WorkerAsync();
        var job = await site.SubmitAsync(site.Echo(sleeps: 0));

        await NoticeAsync(job, number: 99, RenderTaskStatus.Completed, version: 99);
        await worker.EndAsync(await worker.GetTaskAsync(), "completed");

        (await site.JobBecomesAsync(job, "completed")).TaskCounts.ShouldBe(new Dictionary<string, int> { ["completed"] = 1 }, ignoreOrder: true);
    }

    [Fact]
    public async Task one_that_was_lost_is_made_up_for_when_the_job_looks_again()
    {
        var site = await farm.SiteAsync();
        var worker = await site.WorkerAsync();
        var job = await site.SubmitAsync(site.Echo(sleeps: 0));
        var task = await worker.GetTaskAsync();
        await CompleteBehindItsBackAsync(task);
        (await site.JobAsync(job)).Status.ShouldBe("active");

        await farm.Grains.Job(job).WakeAsync();

        (await site.JobAsync(job)).Status.ShouldBe("completed");
    }

    private Task CompleteBehindItsBackAsync(AssignedTaskView task) => farm.Tasks.EndAsync(
        new Storage.Tasks.AttemptEnd(task.Id, task.Attempt, new TaskEvent.Completed(), Activity: null, Reason: null));

    /// <summary>Sends it, and waits until the job has dealt with it: its calls come in order.</summary>
    private async Task NoticeAsync(JobId job, uint number, RenderTaskStatus status, int version)
    {
        await farm.Grains.Job(job).TaskChangedAsync(new TaskNotice
        {
            Number = number, Status = status, Attempt = 1, Held = false, Version = version, StepsCompleted = 1, FailedBy = [],
        });
        (await farm.Grains.Job(job).GetAsync()).ShouldNotBeNull();
    }
}
