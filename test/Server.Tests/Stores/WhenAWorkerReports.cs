using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Storage;
using Flamenco.Storage.Tasks;

namespace Flamenco.Server.Tests.Stores;

public abstract class WhenAWorkerReports<TStore> : StoreTests<TStore>
    where TStore : StoreUnderTest, new()
{
    private const int Steps = 10;

    [Fact]
    public async Task a_completed_task_has_done_all_its_steps()
    {
        var task = await RunningAsync();

        var written = await CompleteAsync(task, attempt: 1);

        var row = written.ShouldBeOfType<Written<StoredTask>.Applied>().Row;
        (row.Status, row.StepsCompleted).ShouldBe((RenderTaskStatus.Completed, Steps));
        var job = await JobAsync(task.Job);
        job.Counts.ShouldBe(new TaskCounts(Queued: 1, Completed: 1));
        job.StepsCompleted.ShouldBe(Steps);
        (await Tasks.AttemptsAsync(task)).ShouldHaveSingleItem().Outcome.ShouldBe(AttemptOutcome.Completed);
    }

    [Fact]
    public async Task a_failed_task_is_what_the_verdict_says_and_remembers_by_whom()
    {
        var worker = Some.Worker();
        var task = await RunningAsync(worker);

        var written = await FailAsync(task, attempt: 1);

        var row = written.ShouldBeOfType<Written<StoredTask>.Applied>().Row;
        (row.Status, row.Activity).ShouldBe((RenderTaskStatus.SoftFailed, "it broke"));
        row.FailedBy.ShouldBe([worker]);
        var attempt = (await Tasks.AttemptsAsync(task)).ShouldHaveSingleItem();
        (attempt.Outcome, attempt.Reason, attempt.Ended).ShouldBe((AttemptOutcome.Failed, "because", Some.Moment));
    }

    [Fact]
    public async Task a_repeated_result_changes_nothing()
    {
        var task = await RunningAsync();
        await CompleteAsync(task, attempt: 1);
        var before = await TaskAsync(task);

        var written = await CompleteAsync(task, attempt: 1);

        written.ShouldBeOfType<Written<StoredTask>.Repeated>();
        (await TaskAsync(task)).Version.ShouldBe(before.Version);
        (await JobAsync(task.Job)).Counts.Completed.ShouldBe(1);
    }

    [Fact]
    public async Task another_result_of_the_same_attempt_is_a_conflict()
    {
        var task = await RunningAsync();
        await CompleteAsync(task, attempt: 1);

        (await FailAsync(task, attempt: 1)).ShouldBeOfType<Written<StoredTask>.Conflict>();
        (await TaskAsync(task)).Status.ShouldBe(RenderTaskStatus.Completed);
    }

    [Fact]
    public async Task the_result_of_an_expired_attempt_changes_nothing()
    {
        var task = await RunningAsync();
        await ExpireAsync(task, attempt: 1);

        (await CompleteAsync(task, attempt: 1)).ShouldBeOfType<Written<StoredTask>.Conflict>();
        (await TaskAsync(task)).Status.ShouldBe(RenderTaskStatus.Queued);
    }

    [Fact]
    public async Task the_result_of_a_revoked_attempt_changes_nothing()
    {
        var task = await RunningAsync();
        await CommandedAsync(task.Job, JobCommand.Cancel);

        (await CompleteAsync(task, attempt: 1)).ShouldBeOfType<Written<StoredTask>.Conflict>();
        (await TaskAsync(task)).Status.ShouldBe(RenderTaskStatus.Canceled);
    }

    [Fact]
    public async Task the_result_of_an_older_attempt_does_not_count_for_the_newer()
    {
        var task = await RunningAsync();
        await ExpireAsync(task, attempt: 1);
        await AssignedAsync(task);

        (await CompleteAsync(task, attempt: 1)).ShouldBeOfType<Written<StoredTask>.Conflict>();
        (await TaskAsync(task)).Status.ShouldBe(RenderTaskStatus.Active);
    }

    [Fact]
    public async Task the_result_of_an_attempt_that_never_was_changes_nothing()
    {
        var task = await RunningAsync();

        (await CompleteAsync(task, attempt: 2)).ShouldBeOfType<Written<StoredTask>.Conflict>();
        (await TaskAsync(task)).Status.ShouldBe(RenderTaskStatus.Active);
    }

    [Fact]
    public async Task the_result_for_a_task_that_does_not_exist_is_missing() =>
        (await CompleteAsync(Some.Job().Id.Task(1), attempt: 1)).ShouldBeOfType<Written<StoredTask>.Missing>();

    [Theory]
    [InlineData(JobCommand.Pause)]
    [InlineData(JobCommand.RequeueFailed)]
    public async Task a_result_counts_whatever_the_generation_is(JobCommand command)
    {
        var task = await RunningAsync();
        await CommandedAsync(task.Job, command);

        (await CompleteAsync(task, attempt: 1)).ShouldBeOfType<Written<StoredTask>.Applied>();
        (await TaskAsync(task)).Status.ShouldBe(RenderTaskStatus.Completed);
    }

    [Fact]
    public async Task steps_never_fall_and_never_pass_the_total()
    {
        var task = await RunningAsync();

        await ProgressAsync(task, steps: 4);
        (await ProgressAsync(task, steps: 2)).StepsCompleted.ShouldBe(4);
        (await ProgressAsync(task, steps: null)).StepsCompleted.ShouldBe(4);
        (await ProgressAsync(task, steps: 999)).StepsCompleted.ShouldBe(Steps);

        (await JobAsync(task.Job)).StepsCompleted.ShouldBe(Steps);
    }

    [Fact]
    public async Task an_activity_stays_until_there_is_a_newer_one()
    {
        var task = await RunningAsync();

        await ProgressAsync(task, activity: "frame 1");

        (await ProgressAsync(task, steps: 1)).Activity.ShouldBe("frame 1");
        (await ProgressAsync(task, activity: "frame 2")).Activity.ShouldBe("frame 2");
    }

    [Fact]
    public async Task a_job_that_was_queued_again_around_a_running_task_is_active_once_that_task_is_heard_of()
    {
        var task = await RunningAsync();
        await CommandedAsync(task.Job, JobCommand.Pause);
        (await CommandedAsync(task.Job, JobCommand.Resume)).Status.ShouldBe(JobStatus.Queued);

        await ProgressAsync(task, activity: "frame 1");

        (await JobAsync(task.Job)).Status.ShouldBe(JobStatus.Active);
        (await Jobs.OperationsAsync(task.Job))[^1].Detail.ShouldBe("goes on with task-1");
    }

    [Fact]
    public async Task progress_of_an_attempt_that_has_ended_is_a_conflict()
    {
        var task = await RunningAsync();
        await CompleteAsync(task, attempt: 1);

        var written = await Tasks.ProgressAsync(new AttemptProgress(task, 1, "still here", 3));

        written.ShouldBeOfType<Written<StoredTask>.Conflict>();
        (await TaskAsync(task)).Activity.ShouldNotBe("still here");
    }

    [Fact]
    public async Task an_expired_attempt_leaves_a_queued_task_without_steps_and_without_a_hold()
    {
        var task = await RunningAsync();
        await ProgressAsync(task, steps: 4);

        await ExpireAsync(task, attempt: 1);

        var row = await TaskAsync(task);
        (row.Status, row.StepsCompleted, row.Held).ShouldBe((RenderTaskStatus.Queued, 0, (int?)null));
        (await JobAsync(task.Job)).StepsCompleted.ShouldBe(0);
    }

    [Fact]
    public async Task an_attempt_expires_once()
    {
        var task = await RunningAsync();
        await ExpireAsync(task, attempt: 1);
        await AssignedAsync(task);

        (await ExpireAsync(task, attempt: 1)).ShouldBeOfType<Written<StoredTask>.Repeated>();
        (await TaskAsync(task)).Status.ShouldBe(RenderTaskStatus.Active);
    }

    [Fact]
    public async Task attempt_numbers_rise_over_expiry_failure_and_requeue()
    {
        var task = await RunningAsync();

        await ExpireAsync(task, attempt: 1);
        await AssignedAsync(task);
        await FailAsync(task, attempt: 2);
        await AssignedAsync(task);
        await CompleteAsync(task, attempt: 3);
        await CommandedAsync(task.Job, JobCommand.RequeueAll);
        await AssignedAsync(task);

        (await Tasks.AttemptsAsync(task)).Select(attempt => (attempt.Attempt, attempt.Outcome)).ShouldBe(
        [
            (1, AttemptOutcome.Expired), (2, AttemptOutcome.Failed), (3, AttemptOutcome.Completed), (4, AttemptOutcome.Open),
        ]);
    }

    [Fact]
    public async Task what_a_worker_holds_is_what_is_open_or_may_still_run()
    {
        var worker = Some.Worker();
        var job = await StoredAsync(Some.Job(Some.Tasks(4)));
        var other = await StoredAsync(Some.Job());
        await AssignedAsync(job.Id.Task(1), worker, slot: 1);
        await CompleteAsync(job.Id.Task(1), attempt: 1);
        await AssignedAsync(job.Id.Task(2), worker, slot: 1);
        await CommandedAsync(job.Id, JobCommand.Cancel);
        await AssignedAsync(other.Id.Task(1), worker, slot: 2);
        await AssignedAsync((await StoredAsync(Some.Job())).Id.Task(1));

        var held = await Tasks.HeldByAsync(worker);

        held.Select(attempt => (attempt.Task, attempt.Outcome, attempt.Held)).ShouldBe(
            [(job.Id.Task(2), AttemptOutcome.Revoked, true), (other.Id.Task(1), AttemptOutcome.Open, false)], ignoreOrder: true);
    }

    private async Task<TaskId> RunningAsync(WorkerId? worker = null)
    {
        var job = await StoredAsync(Some.Job(Some.Task(1, Steps), Some.Task(2, Steps)));
        return (await AssignedAsync(job.Id.Task(1), worker)).Id;
    }

    private async Task<StoredTask> ProgressAsync(TaskId task, int? steps = null, string? activity = null) =>
        (await Tasks.ProgressAsync(new AttemptProgress(task, 1, activity, steps))).ShouldBeOfType<Written<StoredTask>.Applied>().Row;
}
