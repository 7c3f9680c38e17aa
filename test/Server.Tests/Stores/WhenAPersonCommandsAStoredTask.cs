using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Storage;
using Flamenco.Storage.Tasks;

namespace Flamenco.Server.Tests.Stores;

public abstract class WhenAPersonCommandsAStoredTask<TStore> : StoreTests<TStore>
    where TStore : StoreUnderTest, new()
{
    [Fact]
    public async Task canceling_one_that_runs_takes_its_attempt_away_and_holds_it()
    {
        var job = await StoredAsync(Some.Job(Some.Tasks(2)));
        await AssignedAsync(job.Id.Task(1));

        var applied = await AppliedAsync(job.Id.Task(1), SingleTaskCommand.Cancel);

        (applied.Task!.Status, applied.Task.Held).ShouldBe((RenderTaskStatus.Canceled, 1));
        (applied.Job.Generation, applied.Job.Counts).ShouldBe((job.Generation + 1, new TaskCounts(Queued: 1, Canceled: 1)));
        var attempt = (await Tasks.AttemptsAsync(job.Id.Task(1))).ShouldHaveSingleItem();
        (attempt.Outcome, attempt.Held, attempt.Reason).ShouldBe((AttemptOutcome.Revoked, true, "the task is canceled: by ada"));
    }

    [Fact]
    public async Task requeueing_one_that_runs_waits_for_its_worker_to_be_done_with_it()
    {
        var job = await StoredAsync(Some.Job(Some.Tasks(1)));
        await AssignedAsync(job.Id.Task(1));
        await AppliedAsync(job.Id.Task(1), SingleTaskCommand.Requeue);

        var tooEarly = await Tasks.AssignAsync(await AskForAsync(job.Id.Task(1)));
        await Tasks.ConfirmDeadAsync(job.Id.Task(1), attempt: 1);
        var then = await AssignedAsync(job.Id.Task(1));

        tooEarly.ShouldBeOfType<AssignOutcome.Changed>();
        then.Attempt.ShouldBe(2);
    }

    [Fact]
    public async Task requeueing_a_completed_one_of_a_completed_job_makes_the_job_go_on()
    {
        var job = await StoredAsync(Some.Job(Some.Tasks(1)));
        await AssignedAsync(job.Id.Task(1));
        await CompleteAsync(job.Id.Task(1), attempt: 1);
        await SettledAsync(job.Id, JobStatus.Completed);

        var applied = await AppliedAsync(job.Id.Task(1), SingleTaskCommand.Requeue);

        (applied.Job.Status, applied.Job.Counts, applied.Job.StepsCompleted).ShouldBe((JobStatus.Queued, new TaskCounts(Queued: 1), 0L));
        (await AssignedAsync(job.Id.Task(1))).Attempt.ShouldBe(2);
    }

    [Fact]
    public async Task what_had_failed_before_does_not_fail_the_job_again_that_goes_on_with_one_task()
    {
        var job = await StoredAsync(Some.Job(Some.Tasks(3)));
        foreach (var number in (uint[])[1, 2])
        {
            await AssignedAsync(job.Id.Task(number));
            await FailAsync(job.Id.Task(number), attempt: 1, forGood: true);
        }

        await SettledAsync(job.Id, JobStatus.Failed, Sweep.Fail);

        var first = await AppliedAsync(job.Id.Task(1), SingleTaskCommand.Requeue);
        var second = await AppliedAsync(job.Id.Task(2), SingleTaskCommand.Requeue);

        (first.Job.Status, first.Job.Forgiven).ShouldBe((JobStatus.Queued, 1));
        (second.Job.Status, second.Job.Forgiven).ShouldBe((JobStatus.Queued, 0));
        (await JobAsync(job.Id)).Forgiven.ShouldBe(0);
    }

    [Fact]
    public async Task requeueing_forgets_who_failed_it()
    {
        var job = await StoredAsync(Some.Job(Some.Tasks(2)));
        foreach (var number in (uint[])[1, 2])
        {
            await AssignedAsync(job.Id.Task(number));
            await FailAsync(job.Id.Task(number), attempt: 1, forGood: true);
        }

        await AppliedAsync(job.Id.Task(1), SingleTaskCommand.Requeue);

        (await TaskAsync(job.Id.Task(1))).FailedBy.ShouldBeEmpty();
        (await TaskAsync(job.Id.Task(2))).FailedBy.Count.ShouldBe(1);
    }

    [Fact]
    public async Task an_assignment_that_knew_the_job_as_it_was_does_not_count()
    {
        var job = await StoredAsync(Some.Job(Some.Tasks(2)));
        var ask = await AskForAsync(job.Id.Task(2));

        await AppliedAsync(job.Id.Task(1), SingleTaskCommand.Cancel);

        (await Tasks.AssignAsync(ask)).ShouldBeOfType<AssignOutcome.Changed>();
    }

    [Fact]
    public async Task asking_for_what_is_so_changes_nothing()
    {
        var job = await StoredAsync(Some.Job(Some.Tasks(1)));

        var commanded = await Tasks.CommandAsync(job.Id.Task(1), SingleTaskCommand.Requeue, Some.Artist);

        commanded.ShouldBeOfType<Commanded.Repeated>();
        (await JobAsync(job.Id)).Generation.ShouldBe(job.Generation);
    }

    [Fact]
    public async Task what_is_over_is_not_canceled()
    {
        var job = await StoredAsync(Some.Job(Some.Tasks(2)));
        await AssignedAsync(job.Id.Task(1));
        await CompleteAsync(job.Id.Task(1), attempt: 1);

        var completed = await Tasks.CommandAsync(job.Id.Task(1), SingleTaskCommand.Cancel, Some.Artist);
        await CommandedAsync(job.Id, JobCommand.Cancel);
        var ended = await Tasks.CommandAsync(job.Id.Task(2), SingleTaskCommand.Cancel, Some.Artist);

        completed.ShouldBeOfType<Commanded.Refused>().Reason.ShouldBe("a task that is completed can not be canceled");
        ended.ShouldBeOfType<Commanded.Refused>().Reason.ShouldBe("the job is canceled: nothing of it can be canceled any more");
    }

    [Fact]
    public async Task the_operation_log_of_the_job_says_who_did_what_to_which_task()
    {
        var job = await StoredAsync(Some.Job(Some.Tasks(2)));

        await AppliedAsync(job.Id.Task(2), SingleTaskCommand.Cancel);

        var line = (await Jobs.OperationsAsync(job.Id))[^1];
        (line.Who, line.What, line.Detail).ShouldBe(("ada", "task-canceled", "task-2, by ada"));
    }

    [Fact]
    public async Task a_task_that_does_not_exist_is_missing()
    {
        var job = await StoredAsync(Some.Job(Some.Tasks(1)));

        (await Tasks.CommandAsync(job.Id.Task(2), SingleTaskCommand.Cancel, Some.Artist)).ShouldBeOfType<Commanded.Missing>();
        (await Tasks.CommandAsync(Some.Job().Id.Task(1), SingleTaskCommand.Cancel, Some.Artist)).ShouldBeOfType<Commanded.Missing>();
    }

    private async Task<Commanded.Applied> AppliedAsync(TaskId task, SingleTaskCommand command) =>
        (await Tasks.CommandAsync(task, command, Some.Artist)).ShouldBeOfType<Commanded.Applied>();
}
