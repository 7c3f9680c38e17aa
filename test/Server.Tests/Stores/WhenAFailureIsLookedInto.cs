using Flamenco.Domain.Failures;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Workers;

namespace Flamenco.Server.Tests.Stores;

public abstract class WhenAFailureIsLookedInto<TStore> : StoreTests<TStore>
    where TStore : StoreUnderTest, new()
{
    private readonly ManagerId _site = Some.Site();

    [Fact]
    public async Task the_report_itself_is_counted()
    {
        var job = await JobHereAsync();
        var worker = await WorkerAsync();
        await AssignedAsync(job.Task(1), worker);

        (await Tasks.FailuresAsync(job.Task(1), worker)).ShouldBe(new FailureReport(FailedBy: 1, FailedHere: 1, WhoMayStillTry: 0));
    }

    [Fact]
    public async Task a_worker_counts_once_however_often_it_failed_the_task()
    {
        var job = await JobHereAsync();
        var worker = await WorkerAsync();
        await FailedOnceAsync(job.Task(1), worker);
        await AssignedAsync(job.Task(1), worker);

        var report = await Tasks.FailuresAsync(job.Task(1), worker);

        (report.FailedBy, report.FailedHere).ShouldBe((1, 1));
    }

    [Fact]
    public async Task tasks_of_the_same_type_that_the_worker_failed_count_against_it()
    {
        var job = (await StoredAsync(Some.Job(Some.Task(1), Some.Task(2), Some.Task(3), Some.Task(4, type: "ffmpeg")) with { Manager = _site })).Id;
        var worker = await WorkerAsync();
        await FailedOnceAsync(job.Task(2), worker);
        await FailedOnceAsync(job.Task(4), worker);
        await FailedOnceAsync(job.Task(3), await WorkerAsync());

        (await Tasks.FailuresAsync(job.Task(1), worker)).FailedHere.ShouldBe(2);
    }

    [Theory]
    [InlineData(WorkerStatus.Awake, true)]
    [InlineData(WorkerStatus.Asleep, true)]
    [InlineData(WorkerStatus.Starting, true)]
    [InlineData(WorkerStatus.Offline, false)]
    [InlineData(WorkerStatus.Error, false)]
    [InlineData(WorkerStatus.Registered, false)]
    public async Task others_may_still_try_if_they_are_or_will_be_there(WorkerStatus status, bool mayTry)
    {
        var job = await JobHereAsync();
        await WorkerAsync(status: status);

        (await Tasks.FailuresAsync(job.Task(1), await WorkerAsync())).WhoMayStillTry.ShouldBe(mayTry ? 1 : 0);
    }

    [Fact]
    public async Task nobody_else_may_try_who_is_elsewhere_or_has_not_got_the_type_or_has_failed_it_too()
    {
        var job = await JobHereAsync();
        await Workers.RegisterAsync(Some.WorkerRow(Some.Site(), "elsewhere"));
        await WorkerAsync(type: "ffmpeg");
        await FailedOnceAsync(job.Task(1), await WorkerAsync());

        var report = await Tasks.FailuresAsync(job.Task(1), await WorkerAsync());

        (report.FailedBy, report.WhoMayStillTry).ShouldBe((2, 0));
    }

    [Fact]
    public async Task what_was_before_a_persons_requeue_is_forgotten()
    {
        var job = await JobHereAsync();
        var worker = await WorkerAsync();
        await FailedOnceAsync(job.Task(1), worker);
        await FailedOnceAsync(job.Task(2), worker);
        await CommandedAsync(job, JobCommand.RequeueFailed);

        var other = await WorkerAsync();
        var report = await Tasks.FailuresAsync(job.Task(1), other);

        report.ShouldBe(new FailureReport(FailedBy: 1, FailedHere: 1, WhoMayStillTry: 1));
        (await TaskAsync(job.Task(1))).FailedBy.ShouldBeEmpty();
    }

    private async Task<JobId> JobHereAsync() => (await StoredAsync(Some.Job(Some.Tasks(3)) with { Manager = _site })).Id;

    private async Task<WorkerId> WorkerAsync(WorkerStatus status = WorkerStatus.Awake, string type = Some.Type)
    {
        var worker = Some.WorkerRow(_site, "w", status, type);
        await Workers.RegisterAsync(worker);
        return worker.Id;
    }

    private async Task FailedOnceAsync(TaskId task, WorkerId worker)
    {
        var assigned = await AssignedAsync(task, worker);
        await FailAsync(task, assigned.Attempt);
    }
}
