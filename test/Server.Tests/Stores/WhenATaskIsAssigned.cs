using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Tasks;

namespace Flamenco.Server.Tests.Stores;

public abstract class WhenATaskIsAssigned<TStore> : StoreTests<TStore>
    where TStore : StoreUnderTest, new()
{
    private readonly WorkerId _worker = Some.Worker();

    [Fact]
    public async Task it_gets_a_new_attempt_and_everything_that_a_worker_needs()
    {
        var task = await TaskOfAJobAsync();

        var outcome = await Tasks.AssignAsync(await AskForAsync(task, _worker, slot: 2, life: 7, ask: 41));

        var row = outcome.ShouldBeOfType<AssignOutcome.Assigned>().Row;
        (row.Task.Id, row.Task.Status, row.Task.Attempt).ShouldBe((task, RenderTaskStatus.Active, 1));
        (row.JobType, row.JobPriority).ShouldBe(("echo-sleep-test", 50));
        row.Commands.ShouldContain("command of 1");
        var attempt = (await Tasks.AttemptsAsync(task)).ShouldHaveSingleItem();
        (attempt.Worker, attempt.Slot, attempt.Life, attempt.Ask, attempt.Outcome).ShouldBe((_worker, 2, 7, 41, AttemptOutcome.Open));
    }

    [Fact]
    public async Task its_job_is_active_and_counts_it()
    {
        var task = await TaskOfAJobAsync();

        await AssignedAsync(task);

        var job = await JobAsync(task.Job);
        job.Status.ShouldBe(JobStatus.Active);
        job.Counts.ShouldBe(new TaskCounts(Queued: 2, Active: 1));
        (await Jobs.OperationsAsync(task.Job))[^1].What.ShouldBe("active");
    }

    [Fact]
    public async Task an_old_generation_is_refused()
    {
        var task = await TaskOfAJobAsync();
        var ask = await AskForAsync(task);

        var outcome = await Tasks.AssignAsync(ask with { Generation = ask.Generation - 1 });

        outcome.ShouldBeOfType<AssignOutcome.Changed>().Task.Status.ShouldBe(RenderTaskStatus.Queued);
        (await Tasks.AttemptsAsync(task)).ShouldBeEmpty();
    }

    [Fact]
    public async Task an_attempt_number_that_is_not_the_last_is_refused()
    {
        var task = await TaskOfAJobAsync();
        var ask = await AskForAsync(task);
        await AssignedAsync(task);
        await ExpireAsync(task, attempt: 1);

        var outcome = await Tasks.AssignAsync(ask);

        outcome.ShouldBeOfType<AssignOutcome.Changed>().Task.Attempt.ShouldBe(1);
    }

    [Fact]
    public async Task one_that_runs_already_is_refused()
    {
        var task = await TaskOfAJobAsync();
        await AssignedAsync(task);

        var outcome = await Tasks.AssignAsync(await AskForAsync(task));

        outcome.ShouldBeOfType<AssignOutcome.Changed>();
        (await Tasks.AttemptsAsync(task)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_completed_one_is_refused()
    {
        var task = await TaskOfAJobAsync();
        await AssignedAsync(task);
        await CompleteAsync(task, attempt: 1);

        (await Tasks.AssignAsync(await AskForAsync(task))).ShouldBeOfType<AssignOutcome.Changed>();
    }

    [Fact]
    public async Task a_soft_failed_one_is_tried_again()
    {
        var task = await TaskOfAJobAsync();
        await AssignedAsync(task);
        await FailAsync(task, attempt: 1);

        (await AssignedAsync(task)).Attempt.ShouldBe(2);
    }

    [Theory]
    [InlineData(JobCommand.Pause)]
    [InlineData(JobCommand.Cancel)]
    public async Task one_of_a_job_that_does_not_run_is_refused_even_under_the_newest_generation(JobCommand command)
    {
        var task = await TaskOfAJobAsync();
        await CommandedAsync(task.Job, command);

        (await Tasks.AssignAsync(await AskForAsync(task))).ShouldBeOfType<AssignOutcome.Changed>();
    }

    [Fact]
    public async Task one_whose_revoked_attempt_may_still_run_is_refused()
    {
        var task = await TaskOfAJobAsync();
        await AssignedAsync(task);
        await CommandedAsync(task.Job, JobCommand.RequeueAll);

        var outcome = await Tasks.AssignAsync(await AskForAsync(task));

        outcome.ShouldBeOfType<AssignOutcome.Changed>().Task.Held.ShouldBe(1);
    }

    [Fact]
    public async Task a_busy_slot_gets_nothing()
    {
        var task = await TaskOfAJobAsync();
        await AssignedAsync(task, _worker, ask: 1);

        var outcome = await Tasks.AssignAsync(await AskForAsync(task.Job.Task(2), _worker, ask: 2));

        outcome.ShouldBeOfType<AssignOutcome.SlotBusy>();
        (await TaskAsync(task.Job.Task(2))).Status.ShouldBe(RenderTaskStatus.Queued);
    }

    [Fact]
    public async Task the_same_ask_again_gets_the_same_attempt_even_if_another_task_was_meant()
    {
        var task = await TaskOfAJobAsync();
        await AssignedAsync(task, _worker, ask: 5);

        var outcome = await Tasks.AssignAsync(await AskForAsync(task.Job.Task(2), _worker, ask: 5));

        var row = outcome.ShouldBeOfType<AssignOutcome.Again>().Row;
        (row.Task.Id, row.Task.Attempt).ShouldBe((task, 1));
        row.Commands.ShouldContain("command of 1");
    }

    [Fact]
    public async Task the_same_number_of_another_life_is_another_ask()
    {
        var task = await TaskOfAJobAsync();
        await AssignedAsync(task, _worker, life: 1, ask: 5);

        var outcome = await Tasks.AssignAsync(await AskForAsync(task.Job.Task(2), _worker, life: 2, ask: 5));

        outcome.ShouldBeOfType<AssignOutcome.SlotBusy>();
    }

    [Fact]
    public async Task another_slot_of_the_same_worker_is_free()
    {
        var task = await TaskOfAJobAsync();
        await AssignedAsync(task, _worker, slot: 0);

        (await AssignedAsync(task.Job.Task(2), _worker, slot: 1)).Attempt.ShouldBe(1);
    }

    [Fact]
    public async Task one_that_does_not_exist_is_missing()
    {
        var task = await TaskOfAJobAsync();

        (await Tasks.AssignAsync(await AskForAsync(task) with { Task = task.Job.Task(99) })).ShouldBeOfType<AssignOutcome.Missing>();
        (await Tasks.AssignAsync(await AskForAsync(task) with { Task = Some.Job().Id.Task(1) })).ShouldBeOfType<AssignOutcome.Missing>();
    }

    [Fact]
    public async Task to_many_at_once_one_of_them_gets_it()
    {
        var task = await TaskOfAJobAsync();
        var ask = await AskForAsync(task);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Tasks.AssignAsync(ask with { Worker = Some.Worker() })));

        outcomes.OfType<AssignOutcome.Assigned>().Count().ShouldBe(1);
        outcomes.OfType<AssignOutcome.Changed>().Count().ShouldBe(19);
        (await Tasks.AttemptsAsync(task)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_slot_that_is_offered_many_at_once_takes_one()
    {
        var job = await StoredAsync(Some.Job(Some.Tasks(20)));

        var outcomes = await Task.WhenAll(Enumerable.Range(1, 20).Select(number =>
            Tasks.AssignAsync(new NewAttempt(job.Id.Task((uint)number), 0, job.Generation, _worker, Slot: 0, Life: 1, Ask: number))));

        outcomes.OfType<AssignOutcome.Assigned>().Count().ShouldBe(1);
        outcomes.OfType<AssignOutcome.SlotBusy>().Count().ShouldBe(19);
    }

    [Fact]
    public async Task it_is_handed_out_again_under_a_new_ask()
    {
        var task = await TaskOfAJobAsync();
        await AssignedAsync(task, _worker, ask: 5);

        var row = (await Tasks.HandOutAgainAsync(task, attempt: 1, slot: 0, life: 1, ask: 6)).ShouldNotBeNull();

        (row.Task.Id, row.Task.Attempt).ShouldBe((task, 1));
        (await Tasks.AttemptsAsync(task)).ShouldHaveSingleItem().Ask.ShouldBe(6);
    }

    [Fact]
    public async Task it_is_not_handed_out_again_once_its_attempt_has_ended()
    {
        var task = await TaskOfAJobAsync();
        await AssignedAsync(task, _worker, ask: 5);
        await CompleteAsync(task, attempt: 1);

        (await Tasks.HandOutAgainAsync(task, attempt: 1, slot: 0, life: 1, ask: 6)).ShouldBeNull();
        (await Tasks.AttemptsAsync(task)).ShouldHaveSingleItem().Ask.ShouldBe(5);
    }

    [Fact]
    public async Task a_late_ask_does_not_take_the_place_of_a_newer_one_under_which_it_was_handed_out()
    {
        var task = await TaskOfAJobAsync();
        await AssignedAsync(task, _worker, ask: 5);
        await Tasks.HandOutAgainAsync(task, attempt: 1, slot: 0, life: 1, ask: 7);

        (await Tasks.HandOutAgainAsync(task, attempt: 1, slot: 0, life: 1, ask: 6)).ShouldBeNull();
        (await Tasks.AttemptsAsync(task)).ShouldHaveSingleItem().Ask.ShouldBe(7);
    }

    [Fact]
    public async Task the_same_ask_twice_is_handed_it_twice()
    {
        var task = await TaskOfAJobAsync();
        await AssignedAsync(task, _worker, ask: 5);
        await Tasks.HandOutAgainAsync(task, attempt: 1, slot: 0, life: 1, ask: 6);

        (await Tasks.HandOutAgainAsync(task, attempt: 1, slot: 0, life: 1, ask: 6)).ShouldNotBeNull();
    }

    [Fact]
    public async Task a_flamenco_3_worker_whose_asks_have_no_number_gets_it_again()
    {
        var task = await TaskOfAJobAsync();
        await AssignedAsync(task, _worker, ask: 5);

        (await Tasks.HandOutAgainAsync(task, attempt: 1, slot: 0, life: 0, ask: 0)).ShouldNotBeNull();
    }

    private async Task<TaskId> TaskOfAJobAsync() => (await StoredAsync(Some.Job(Some.Tasks(3)))).Id.Task(1);
}
