using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Jobs;
using Flamenco.Grains.Interfaces.Tasks;
using Flamenco.Grains.Interfaces.Workers;

namespace Flamenco.Server.Tests.Grains;

/// <summary>A forged id gets no answer and leaves nothing in memory.</summary>
[Collection(OnTheFarm.Name)]
public class WhenSomebodyAsksForWhatIsNotThere(TestFarm farm)
{
    private readonly IJobGrain _job = farm.Grains.Job(JobId.Create(Some.Moment));
    private readonly ITaskGrain _task = farm.Grains.Task(JobId.Create(Some.Moment).Task(7));

    [Fact]
    public async Task a_job()
    {
        (await _job.GetAsync()).ShouldBeNull();

        await farm.ShouldLeaveNoActivationAsync(_job);
    }

    [Fact]
    public async Task a_job_to_command()
    {
        var request = new CommandJob { Command = JobCommand.Cancel, Reason = "", Actor = TestSite.Artist };

        (await _job.CommandAsync(request)).Verdict.ShouldBe(CommandVerdict.NotFound);

        await farm.ShouldLeaveNoActivationAsync(_job);
    }

    [Fact]
    public async Task a_job_to_wake_or_to_take_work_from()
    {
        await _job.WakeAsync();
        var next = new AssignNext
            {
                Ask = new AskTask { Worker = Some.Worker(), Slot = 0, Life = 1, Ask = 1, Attempts = [], Closed = [] },
                TaskTypes = ["misc"],
            };

        (await _job.AssignNextAsync(next)).Verdict.ShouldBe(AssignVerdict.Nothing);

        await farm.ShouldLeaveNoActivationAsync(_job);
    }

    [Fact]
    public async Task a_job_under_an_id_that_is_no_jobs()
    {
        var job = farm.Grains.GetGrain<IJobGrain>(Guid.NewGuid());

        (await job.GetAsync()).ShouldBeNull();

        await farm.ShouldLeaveNoActivationAsync(job);
    }

    [Fact]
    public async Task a_task()
    {
        (await _task.GetAsync()).ShouldBeNull();

        await farm.ShouldLeaveNoActivationAsync(_task);
    }

    [Fact]
    public async Task a_task_that_its_job_does_not_have()
    {
        var site = await farm.SiteAsync();
        var task = farm.Grains.Task((await site.SubmitAsync()).Task(99));

        (await task.GetAsync()).ShouldBeNull();

        await farm.ShouldLeaveNoActivationAsync(task);
    }

    [Fact]
    public async Task a_task_under_an_id_that_is_no_tasks()
    {
        var task = farm.Grains.GetGrain<ITaskGrain>(Guid.NewGuid());

        (await task.GetAsync()).ShouldBeNull();
        (await task.AttemptOfAsync(Some.Worker(), attempt: 1)).ShouldBeNull();

        await farm.ShouldLeaveNoActivationAsync(task);
    }

    [Fact]
    public async Task a_task_to_report_on()
    {
        (await _task.ReportAsync(new TaskReport { Worker = Some.Worker(), Attempt = 1, Status = "completed" })).ShouldBe(ReportResult.Gone);

        await farm.ShouldLeaveNoActivationAsync(_task);
    }

    [Fact]
    public async Task a_task_that_a_worker_says_to_run()
    {
        (await _task.MayRunAsync(Some.Worker(), attempt: 1)).MayRun.ShouldBeFalse();

        await farm.ShouldLeaveNoActivationAsync(_task);
    }

    [Fact]
    public async Task a_task_that_a_worker_says_to_have_a_log_of()
    {
        (await _task.AttemptOfAsync(Some.Worker(), attempt: 1)).ShouldBeNull();

        await farm.ShouldLeaveNoActivationAsync(_task);
    }

    [Fact]
    public async Task a_worker()
    {
        var worker = farm.Grains.Worker(Some.Worker());

        (await worker.GetAsync()).ShouldBeNull();

        await farm.ShouldLeaveNoActivationAsync(worker);
    }

    [Fact]
    public async Task a_worker_to_sign_off()
    {
        var worker = farm.Grains.Worker(Some.Worker());

        await Should.ThrowAsync<KeyNotFoundException>(() => worker.SignOffAsync());

        await farm.ShouldLeaveNoActivationAsync(worker);
    }

    [Fact]
    public async Task a_manager()
    {
        var manager = farm.Grains.Manager(Some.Site());

        (await manager.GetAsync()).ShouldBeNull();

        await farm.ShouldLeaveNoActivationAsync(manager);
    }

    [Fact]
    public async Task a_token()
    {
        (await farm.Grains.Access().VerifyTokenAsync("flamenco_admin_guess")).ShouldBeNull();
    }
}
