using CsCheck;
using Flamenco.Domain.Failures;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Shouldly;

namespace Flamenco.Domain.Tests.Tasks;

public class WhenSomethingHappensToATask
{
    private static readonly TaskEvent Assigned = new TaskEvent.Assigned(DependenciesDone: true, Held: false);
    private static readonly TaskEvent SoftFailed = new TaskEvent.FailedWith(new FailureVerdict.SoftFailed("1 of 3", false));
    private static readonly TaskEvent Failed = new TaskEvent.FailedWith(new FailureVerdict.Failed("by 3", false));

    [Theory]
    [InlineData(RenderTaskStatus.Queued)]
    [InlineData(RenderTaskStatus.SoftFailed)]
    public void it_may_be_assigned_when_it_waits(RenderTaskStatus status) =>
        TaskMachine.Decide(status, Assigned).ShouldBe(new TaskDecision.Moved(RenderTaskStatus.Active, AttemptOutcome.Open));

    [Theory]
    [InlineData(RenderTaskStatus.Active)]
    [InlineData(RenderTaskStatus.Completed)]
    [InlineData(RenderTaskStatus.Failed)]
    [InlineData(RenderTaskStatus.Canceled)]
    [InlineData(RenderTaskStatus.Paused)]
    public void it_may_not_be_assigned_in_any_other_status(RenderTaskStatus status) =>
        TaskMachine.Decide(status, Assigned).ShouldBe(new TaskDecision.Rejected($"the task is {status.Wire()}"));

    [Fact]
    public void it_may_not_be_assigned_before_what_it_depends_on_is_completed() =>
        TaskMachine.Decide(RenderTaskStatus.Queued, new TaskEvent.Assigned(DependenciesDone: false, Held: false))
            .ShouldBe(new TaskDecision.Rejected("a task that it depends on is not completed"));

    [Fact]
    public void it_may_not_be_assigned_while_a_revoked_attempt_may_still_run() =>
        TaskMachine.Decide(RenderTaskStatus.Queued, new TaskEvent.Assigned(DependenciesDone: true, Held: true))
            .ShouldBe(new TaskDecision.Rejected("a revoked attempt of the task may still run"));

    [Fact]
    public void a_result_of_the_open_attempt_counts()
    {
        Running(new TaskEvent.Completed()).ShouldBe(new TaskDecision.Moved(RenderTaskStatus.Completed, AttemptOutcome.Completed));
        Running(SoftFailed).ShouldBe(new TaskDecision.Moved(RenderTaskStatus.SoftFailed, AttemptOutcome.Failed));
        Running(Failed).ShouldBe(new TaskDecision.Moved(RenderTaskStatus.Failed, AttemptOutcome.Failed));
        Running(new TaskEvent.Expired()).ShouldBe(new TaskDecision.Moved(RenderTaskStatus.Queued, AttemptOutcome.Expired));
    }

    [Fact]
    public void a_result_is_refused_when_there_is_no_open_attempt() =>
        Gen.Select(Some.TaskStatus.Where(status => status is not RenderTaskStatus.Active), Gen.OneOf<TaskEvent>(new TaskEvent.Completed(), SoftFailed, Failed, new TaskEvent.Expired()))
            .Sample((status, happened) => TaskMachine.Decide(status, happened) is TaskDecision.Rejected);

    [Fact]
    public void taking_a_running_task_away_revokes_its_attempt_and_holds_the_task() =>
        Running(new TaskEvent.Swept(Sweep.Cancel))
            .ShouldBe(new TaskDecision.Moved(RenderTaskStatus.Canceled, AttemptOutcome.Revoked, SetsHold: true));

    [Fact]
    public void taking_a_waiting_task_away_revokes_nothing() =>
        TaskMachine.Decide(RenderTaskStatus.Queued, new TaskEvent.Swept(Sweep.Cancel))
            .ShouldBe(new TaskDecision.Moved(RenderTaskStatus.Canceled, Outcome: null));

    [Fact]
    public void a_sweep_that_does_not_concern_it_leaves_it_alone() =>
        Running(new TaskEvent.Swept(Sweep.Pause)).ShouldBeOfType<TaskDecision.Unchanged>();

    [Theory]
    [InlineData(RenderTaskStatus.Queued, true)]
    [InlineData(RenderTaskStatus.SoftFailed, true)]
    [InlineData(RenderTaskStatus.Active, false)]
    [InlineData(RenderTaskStatus.Completed, false)]
    [InlineData(RenderTaskStatus.Failed, false)]
    [InlineData(RenderTaskStatus.Canceled, false)]
    [InlineData(RenderTaskStatus.Paused, false)]
    public void it_fails_when_it_waits_and_nobody_is_left(RenderTaskStatus status, bool fails) =>
        (TaskMachine.Decide(status, new TaskEvent.Stranded()) is TaskDecision.Moved { Status: RenderTaskStatus.Failed, Outcome: null }).ShouldBe(fails);

    // One column a status, in the order of RenderTaskStatus: queued, active, completed, soft-failed, failed, canceled, paused.
    [Theory]
    [InlineData(SingleTaskCommand.Cancel, "canceled canceled refused canceled refused same canceled")]
    [InlineData(SingleTaskCommand.Requeue, "same queued queued queued queued queued queued")]
    public void a_persons_command_on_it_alone_is_judged_by_its_status(SingleTaskCommand command, string answers) =>
        RenderTaskStatuses.All
            .Select(status => TaskMachine.Decide(status, new TaskEvent.Commanded(command)) switch
            {
                TaskDecision.Moved moved => moved.Status.Wire(),
                TaskDecision.Unchanged => "same",
                _ => "refused",
            })
            .ShouldBe(answers.Split(' '));

    [Fact]
    public void a_requeue_of_a_task_that_waits_counts_if_some_workers_are_to_try_it_again() =>
        TaskMachine.Decide(RenderTaskStatus.Queued, new TaskEvent.Commanded(SingleTaskCommand.Requeue, HasFailures: true))
            .ShouldBe(new TaskDecision.Moved(RenderTaskStatus.Queued, Outcome: null));

    [Theory]
    [InlineData(SingleTaskCommand.Cancel, RenderTaskStatus.Canceled)]
    [InlineData(SingleTaskCommand.Requeue, RenderTaskStatus.Queued)]
    public void a_persons_command_takes_a_running_attempt_away(SingleTaskCommand command, RenderTaskStatus status) =>
        Running(new TaskEvent.Commanded(command)).ShouldBe(new TaskDecision.Moved(status, AttemptOutcome.Revoked, SetsHold: true));

    [Fact]
    public void every_event_is_answered_in_every_status_and_never_by_an_exception() =>
        Gen.Select(Some.TaskStatus, Events).Sample((status, happened) => TaskMachine.Decide(status, happened) is not null);

    [Fact]
    public void it_holds_exactly_when_a_running_attempt_is_revoked() =>
        Gen.Select(Some.TaskStatus, Events).Sample((status, happened) =>
            TaskMachine.Decide(status, happened) is not TaskDecision.Moved moved
            || moved.SetsHold == (moved.Outcome is AttemptOutcome.Revoked) && (!moved.SetsHold || status is RenderTaskStatus.Active));

    [Fact]
    public void a_completed_task_stays_completed_unless_a_person_requeues_it_or_everything() =>
        Events.Where(happened => happened is not (TaskEvent.Swept { Sweep: Sweep.RequeueAll } or TaskEvent.Commanded { Command: SingleTaskCommand.Requeue }))
            .Sample(happened => TaskMachine.Decide(RenderTaskStatus.Completed, happened) is not TaskDecision.Moved);

    [Fact]
    public void an_attempt_is_open_exactly_while_the_task_is_active() =>
        Events.List[1, 30].Sample(story =>
        {
            var (status, open) = (RenderTaskStatus.Queued, false);
            foreach (var happened in story)
            {
                if (TaskMachine.Decide(status, happened) is TaskDecision.Moved moved)
                {
                    status = moved.Status;
                    open = moved.Outcome is null ? open : moved.Outcome is AttemptOutcome.Open;
                }

                if (open != status is RenderTaskStatus.Active)
                    return false;
            }

            return true;
        });

    private static Gen<TaskEvent> Events { get; } = Gen.OneOf(
        Gen.Select(Gen.Bool, Gen.Bool).Select((done, held) => (TaskEvent)new TaskEvent.Assigned(done, held)),
        Gen.OneOf<TaskEvent>(new TaskEvent.Completed(), SoftFailed, Failed, new TaskEvent.Expired(), new TaskEvent.Stranded()),
        Gen.OneOf(Enum.GetValues<SingleTaskCommand>()).Select(command => (TaskEvent)new TaskEvent.Commanded(command)),
        Gen.Select(Some.Sweep, Gen.Bool).Select((sweep, byFailing) => (TaskEvent)new TaskEvent.Swept(sweep, byFailing)));

    private static TaskDecision Running(TaskEvent happened) => TaskMachine.Decide(RenderTaskStatus.Active, happened);
}
