using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Storage;
using Flamenco.Storage.Jobs;

namespace Flamenco.Server.Tests.Stores;

public abstract class WhenAJobSettles<TStore> : StoreTests<TStore>
    where TStore : StoreUnderTest, new()
{
    private static readonly JobSettlement Done = new(JobStatus.Completed, Sweep.None, "all tasks are completed");

    [Fact]
    public async Task it_takes_its_new_status_and_says_why()
    {
        var job = await DoneAsync();

        var written = await Jobs.SettleAsync(As(job));

        var row = written.ShouldBeOfType<Written<JobRow>.Applied>().Row;
        (row.Status, row.Activity).ShouldBe((JobStatus.Completed, "completed: all tasks are completed"));
        (await Jobs.OperationsAsync(job.Id))[^1].What.ShouldBe("completed");
    }

    [Fact]
    public async Task another_generation_is_refused()
    {
        var job = await DoneAsync();

        (await Jobs.SettleAsync(As(job) with { Generation = job.Generation - 1 })).ShouldBeOfType<Written<JobRow>.Conflict>();
        (await JobAsync(job.Id)).Status.ShouldBe(JobStatus.Active);
    }

    [Fact]
    public async Task another_status_is_refused()
    {
        var job = await DoneAsync();

        (await Jobs.SettleAsync(As(job) with { Expected = JobStatus.Queued })).ShouldBeOfType<Written<JobRow>.Conflict>();
        (await JobAsync(job.Id)).Status.ShouldBe(JobStatus.Active);
    }

    [Fact]
    public async Task other_counters_are_refused()
    {
        var job = await StoredAsync(Some.Job(Some.Tasks(2)));

        var written = await Jobs.SettleAsync(As(job) with { Counts = new TaskCounts(Completed: 2) });

        written.ShouldBeOfType<Written<JobRow>.Conflict>().Row.Counts.ShouldBe(new TaskCounts(Queued: 2));
        (await JobAsync(job.Id)).Status.ShouldBe(JobStatus.Queued);
    }

    [Fact]
    public async Task a_job_that_does_not_exist_is_missing()
    {
        var job = await DoneAsync();

        (await Jobs.SettleAsync(As(job) with { Job = Some.Job().Id })).ShouldBeOfType<Written<JobRow>.Missing>();
    }

    [Fact]
    public async Task failing_cancels_the_rest_holds_what_runs_and_raises_the_generation()
    {
        var job = (await StoredAsync(Some.Job(Some.Tasks(3)))).Id;
        await AssignedAsync(job.Task(1));
        await FailAsync(job.Task(1), attempt: 1, forGood: true);
        await AssignedAsync(job.Task(2));
        var before = await JobAsync(job);

        var written = await SettledAsync(job, JobStatus.Failed, Sweep.Fail);

        var row = written.ShouldBeOfType<Written<JobRow>.Applied>().Row;
        row.Counts.ShouldBe(new TaskCounts(Failed: 1, Canceled: 2));
        row.Generation.ShouldBeGreaterThan(before.Generation);
        (await TaskAsync(job.Task(2))).Held.ShouldBe(1);
        (await Tasks.AttemptsAsync(job.Task(2)))[0].Reason.ShouldBe("the job is failed: so it is");
    }

    [Fact]
    public async Task it_settles_once()
    {
        var job = await DoneAsync();
        await Jobs.SettleAsync(As(job));

        (await Jobs.SettleAsync(As(job))).ShouldBeOfType<Written<JobRow>.Conflict>();
        (await Jobs.OperationsAsync(job.Id)).Count(line => line.What == "completed").ShouldBe(1);
    }

    private static SettleJob As(JobRow job) => new(job.Id, job.Status, job.Generation, Done, job.Counts);

    private async Task<JobRow> DoneAsync()
    {
        TaskId task = (await StoredAsync(Some.Job())).Id.Task(1);
        await AssignedAsync(task);
        await CompleteAsync(task, attempt: 1);
        return await JobAsync(task.Job);
    }
}
