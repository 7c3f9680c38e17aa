using CsCheck;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Shouldly;

namespace Flamenco.Domain.Tests.Jobs;

public class WhenTheTasksOfAJobHaveChanged
{
    private static readonly JobFailurePolicy Policy = new(FailAtPercent: 10);

    [Fact]
    public void it_is_completed_when_all_of_them_are() =>
        Settle(new TaskCounts(Completed: 3))!.Status.ShouldBe(JobStatus.Completed);

    [Fact]
    public void it_goes_on_while_one_is_running() =>
        Settle(new TaskCounts(Completed: 2, Active: 1)).ShouldBeNull();

    [Fact]
    public void it_goes_on_below_the_share_of_failures_that_fails_it() =>
        Settle(new TaskCounts(Queued: 18, Failed: 1), runnable: 18).ShouldBeNull();

    [Fact]
    public void it_fails_at_the_share_of_failures_and_cancels_the_rest()
    {
        var settlement = Settle(new TaskCounts(Queued: 9, Failed: 1), runnable: 9)!;

        settlement.Status.ShouldBe(JobStatus.Failed);
        settlement.Sweep.ShouldBe(Sweep.Fail);
        settlement.Reason.ShouldBe("1 of 10 tasks failed");
    }

    [Fact]
    public void it_fails_when_the_tasks_left_wait_for_failed_ones() =>
        Settle(new TaskCounts(Queued: 1, Completed: 18, Failed: 1))!.ShouldBe(
            new JobSettlement(JobStatus.Failed, Sweep.Fail, "the tasks left wait for 1 that failed"));

    [Fact]
    public void it_ends_when_nothing_is_left_to_do_and_says_why_it_is_not_completed()
    {
        Settle(new TaskCounts(Completed: 19, Failed: 1))!.ShouldBe(
            new JobSettlement(JobStatus.Failed, Sweep.Fail, "nothing is left to do, and 1 of 20 tasks failed"));
        Settle(new TaskCounts(Completed: 1, Canceled: 2))!.ShouldBe(
            new JobSettlement(JobStatus.Canceled, Sweep.Cancel, "nothing is left to do, and 2 of 3 tasks were canceled"));
    }

    [Fact]
    public void it_is_canceled_when_the_tasks_left_wait_for_canceled_ones() =>
        Settle(new TaskCounts(Queued: 1, Completed: 1, Canceled: 1))!.Status.ShouldBe(JobStatus.Canceled);

    [Fact]
    public void it_does_not_end_while_an_attempt_that_was_revoked_may_still_run() =>
        Settle(new TaskCounts(Queued: 1, Canceled: 1), held: 1).ShouldBeNull();

    [Fact]
    public void it_pauses_when_nothing_is_running_any_more() =>
        Settle(new TaskCounts(Paused: 3, Completed: 1), JobStatus.PauseRequested)!.Status.ShouldBe(JobStatus.Paused);

    [Fact]
    public void it_does_not_pause_while_something_is_running() =>
        Settle(new TaskCounts(Paused: 3, Active: 1), JobStatus.PauseRequested).ShouldBeNull();

    [Fact]
    public void it_is_completed_rather_than_paused_when_the_last_one_ends() =>
        Settle(new TaskCounts(Completed: 3), JobStatus.PauseRequested)!.Status.ShouldBe(JobStatus.Completed);

    [Theory]
    [InlineData(JobStatus.UnderConstruction)]
    [InlineData(JobStatus.Completed)]
    [InlineData(JobStatus.Failed)]
    [InlineData(JobStatus.CancelRequested)]
    [InlineData(JobStatus.Canceled)]
    [InlineData(JobStatus.Paused)]
    [InlineData(JobStatus.Requeueing)]
    [InlineData(JobStatus.Deleting)]
    public void it_stays_as_it_is_in_any_other_status(JobStatus status) =>
        Counts.Sample(counts => JobMachine.Settle(status, Sweep.None, counts, runnable: 0, held: 0, Policy) is null);

    [Fact]
    public void it_does_nothing_by_itself_while_a_command_is_carried_to_them() =>
        Gen.Select(Some.JobStatus, Some.Sweep.Where(sweep => sweep is not Sweep.None), Counts, Gen.Int[0, 5]).Sample((status, sweep, counts, runnable) =>
            JobMachine.Settle(status, sweep, counts, runnable, held: 0, Policy) is null);

    [Fact]
    public void it_is_completed_only_if_every_task_is() =>
        Gen.Select(Some.JobStatus, Counts, Gen.Int[0, 5], Gen.Int[0, 2]).Sample((status, counts, runnable, held) =>
            JobMachine.Settle(status, Sweep.None, counts, runnable, held, Policy) is not { Status: JobStatus.Completed } || counts.Completed == counts.Total);

    [Fact]
    public void it_never_ends_by_itself_while_work_is_left_unless_tasks_failed() =>
        Gen.Select(Counts, Gen.Int[1, 5], Gen.Int[0, 2]).Sample((counts, runnable, held) =>
            counts.Failed > 0
            || counts.Completed == counts.Total
            || JobMachine.Settle(JobStatus.Active, Sweep.None, counts, runnable, held, Policy) is null);

    [Fact]
    public void what_had_failed_when_a_person_let_it_go_on_does_not_fail_it_again() =>
        JobMachine.Settle(JobStatus.Queued, Sweep.None, new TaskCounts(Queued: 1, Failed: 4), runnable: 1, held: 0, Policy, forgiven: 4).ShouldBeNull();

    [Fact]
    public void one_more_failure_than_was_forgiven_fails_it() =>
        JobMachine.Settle(JobStatus.Active, Sweep.None, new TaskCounts(Queued: 1, Failed: 5), runnable: 1, held: 0, Policy, forgiven: 4)!
            .Status.ShouldBe(JobStatus.Failed);

    private static Gen<TaskCounts> Counts { get; } =
        Gen.Int[0, 5].Array[7].Select(n => new TaskCounts(n[0], n[1], n[2], n[3], n[4], n[5], n[6]));

    private static JobSettlement? Settle(TaskCounts counts, JobStatus status = JobStatus.Active, int runnable = 0, int held = 0) =>
        JobMachine.Settle(status, Sweep.None, counts, runnable, held, Policy);
}
