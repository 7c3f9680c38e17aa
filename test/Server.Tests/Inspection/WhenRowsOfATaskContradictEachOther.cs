using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Inspection;

namespace Flamenco.Server.Tests.Inspection;

public class WhenRowsOfATaskContradictEachOther
{
    [Fact]
    public void a_sound_farm_has_no_findings_and_says_what_was_looked_at()
    {
        var report = Rows.Inspect(Rows.Sound());

        report.ShouldBeClean();
        report.Notes.ShouldBeEmpty();
        report.Checks.Select(check => check.Invariant.Id).ShouldBe(["I1", "I2", "I3", "I4", "I5", "I6", "I7", "I10", "holds", "statuses"]);
        report.Checks.Single(check => check.Invariant == Invariant.AttemptNumbers).Looked.ShouldBe(3);
    }

    [Fact]
    public void a_counter_is_not_that_of_the_tasks() =>
        Rows.Inspect(Rows.Sound().With(job => job with { Counts = job.Counts with { Queued = 2, Failed = 1 } }))
            .ShouldBreak(Invariant.Counters, "the job counts 2 queued tasks, but 1 are queued");

    [Fact]
    public void steps_are_not_those_of_the_tasks()
    {
        var report = Rows.Inspect(Rows.Sound().With(job => job with { StepsCompleted = 11, StepsTotal = 31 }));

        report.ShouldBreak(Invariant.Counters, "11 completed steps, but its tasks have 12");
        report.ShouldBreak(Invariant.Counters, "31 steps in all, but its tasks have 30");
    }

    [Fact]
    public void two_attempts_are_open() =>
        Rows.Inspect(Rows.Sound().With(2, task => task with { Attempts = [Rows.Attempt(2, 1, AttemptOutcome.Open), task.Attempts[1]] }))
            .ShouldBreak(Invariant.OneOpenAttempt, "attempts 1, 2 are open");

    [Fact]
    public void an_active_task_has_no_open_attempt() =>
        Rows.Inspect(Rows.Sound().With(2, task => task.WithLast(last => last with { Outcome = AttemptOutcome.Expired })))
            .ShouldBreak(Invariant.OneOpenAttempt, "active in attempt 2, but no attempt is open");

    [Fact]
    public void an_open_attempt_has_no_active_task() =>
        Rows.Inspect(Rows.Sound().With(3, task => task with { Attempt = 1, Attempts = [Rows.Attempt(3, 1, AttemptOutcome.Open)] }))
            .ShouldBreak(Invariant.OneOpenAttempt, "attempt 1 is open, but the task is queued");

    [Fact]
    public void an_open_attempt_is_not_the_last() =>
        Rows.Inspect(Rows.Sound().With(2, task => task with { Attempt = 3 })).ShouldBreak(Invariant.OneOpenAttempt, "its last attempt is 3");

    [Fact]
    public void a_slot_has_two_open_attempts()
    {
        var one = Rows.Sound();
        var other = Rows.Sound();

        var report = Rows.Inspect(one, other);

        report.ShouldBreak(Invariant.OneOpenAttempt, "slot 2 has 2 open attempts");
        report.Broken.Single().About.ShouldBe(Subject.Worker(Rows.Worker));
    }

    [Theory]
    [InlineData(1, "numbered 1, 3")]
    [InlineData(0, "numbered 2, 3")]
    public void attempts_have_a_gap(int first, string because) => Rows.Inspect(Rows.Sound().With(2, task => task with
    {
        Attempt = 3,
        Attempts = [Rows.Attempt(2, first == 1 ? 1 : 2, AttemptOutcome.Expired), Rows.Attempt(2, 3, AttemptOutcome.Open)],
    })).ShouldBreak(Invariant.AttemptNumbers, because);

    [Fact]
    public void the_last_attempt_is_missing() =>
        Rows.Inspect(Rows.Sound().With(1, task => task with { Attempt = 2 })).ShouldBreak(Invariant.AttemptNumbers, "last attempt is 2, but it has 1 attempts");

    [Fact]
    public void a_clock_that_was_set_back_is_worth_a_note_and_no_finding()
    {
        var report = Rows.Inspect(Rows.Sound().With(2, task => task.WithLast(last => last with { Assigned = Some.Moment })));

        report.ShouldBeClean();
        report.Notes.ShouldHaveSingleItem().Found.ShouldContain("clock was set back");
    }

    [Theory]
    [InlineData(RenderTaskStatus.Completed, AttemptOutcome.Failed, "the task is completed, but its last attempt, 1, is failed")]
    [InlineData(RenderTaskStatus.SoftFailed, AttemptOutcome.Completed, "the task is soft-failed, but its last attempt, 1, is completed")]
    [InlineData(RenderTaskStatus.Failed, AttemptOutcome.Expired, "the task is failed, but its last attempt, 1, is expired")]
    public void a_task_has_not_come_to_what_its_last_attempt_came_to(RenderTaskStatus status, AttemptOutcome outcome, string because) =>
        Rows.Inspect(Rows.Only(JobStatus.Active, Rows.Task(1, status, outcome), Rows.Task(2, RenderTaskStatus.Queued)))
            .ShouldBreak(Invariant.Completions, because);

    [Fact]
    public void a_task_that_nobody_may_try_fails_without_an_attempt()
    {
        var facts = Rows.Only(JobStatus.Active, Rows.Task(1, RenderTaskStatus.Failed), Rows.Task(2, RenderTaskStatus.Queued));

        Rows.Inspect(facts).ShouldBreak(Invariant.Completions, "the task is failed, but it has no last attempt");
        Rows.Inspect(facts with { Log = [.. facts.Log, new LogLine(4, "server", "tasks-failed")] }).ShouldBeClean();
    }

    [Fact]
    public void a_completed_task_has_no_attempt() =>
        Rows.Inspect(Rows.Only(JobStatus.Completed, Rows.Task(1, RenderTaskStatus.Completed))).ShouldBreak(Invariant.Completions, "it has no last attempt");

    [Theory]
    [InlineData(RenderTaskStatus.Queued)]
    [InlineData(RenderTaskStatus.Paused)]
    [InlineData(RenderTaskStatus.Canceled)]
    public void a_completion_was_undone_by_nobody(RenderTaskStatus status) =>
        Rows.Inspect(Rows.Only(JobStatus.Active, Rows.Task(1, status, AttemptOutcome.Completed), Rows.Task(2, RenderTaskStatus.Queued)))
            .ShouldBreak(Invariant.Completions, "nobody has requeued it more than 0 times");

    [Theory]
    [InlineData(null, "requeue-all-job")]
    [InlineData(1u, "requeue-task")]
    public void a_requeue_is_what_undoes_a_completion(uint? task, string what)
    {
        var facts = Rows.Only(JobStatus.Active, Rows.Task(1, RenderTaskStatus.Completed, AttemptOutcome.Completed, AttemptOutcome.Completed), Rows.Task(2, RenderTaskStatus.Queued));
        facts = facts with
        {
            Audits = [.. facts.Audits, new AuditLine(task, "ada", what, Times: 1)],
            Log = [.. facts.Log, new LogLine(4, "ada", task is null ? "requeueing" : "task-queued")],
        };

        Rows.Inspect(facts).ShouldBeClean();
        Rows.Inspect(facts.With(1, known => known with { Status = RenderTaskStatus.Queued }))
            .ShouldBreak(Invariant.Completions, "2 of its attempts completed it, and it is queued, but nobody has requeued it more than 1 times");
    }

    [Fact]
    public void a_hold_has_no_attempt() =>
        Rows.Inspect(Rows.Sound().With(3, task => task with { Held = 1, Attempt = 1, Attempts = [Rows.Attempt(3, 1, AttemptOutcome.Revoked)] }))
            .ShouldBreak(Invariant.Holds, "held by attempt 1, which is not marked as perhaps still running");

    [Fact]
    public void an_attempt_that_may_still_run_holds_nothing() =>
        Rows.Inspect(Rows.Sound().With(3, task => task with { Attempt = 1, Attempts = [Rows.Attempt(3, 1, AttemptOutcome.Revoked) with { Held = true }] }))
            .ShouldBreak(Invariant.Holds, "attempt 1 may still run, but the task is not held");

    [Fact]
    public void an_attempt_that_was_not_revoked_holds_its_task() =>
        Rows.Inspect(Rows.Sound().With(3, task => task with { Held = 1, Attempt = 1, Attempts = [Rows.Attempt(3, 1, AttemptOutcome.Expired) with { Held = true }] }))
            .ShouldBreak(Invariant.Holds, "it is expired, not revoked");

    [Fact]
    public void a_held_task_was_given_away() => Rows.Inspect(Rows.Sound().With(2, task => task with
    {
        Held = 1,
        Attempts = [Rows.Attempt(2, 1, AttemptOutcome.Revoked) with { Held = true }, Rows.Attempt(2, 2, AttemptOutcome.Open)],
    })).ShouldBreak(Invariant.Holds, "given away before its Worker had stopped");

    [Fact]
    public void a_held_task_that_waits_is_sound() =>
        Rows.Inspect(Rows.Sound().With(3, task => task with { Held = 1, Attempt = 1, Attempts = [Rows.Attempt(3, 1, AttemptOutcome.Revoked) with { Held = true }] }))
            .ShouldBeClean();

    [Fact]
    public void of_many_the_first_are_shown_and_all_are_counted()
    {
        var tasks = Enumerable.Range(1, 250).Select(number => Rows.Task((uint)number, RenderTaskStatus.Completed)).ToArray();

        var report = Rows.Inspect(Rows.Only(JobStatus.Completed, tasks));

        report.Broken.Count(broken => broken.Invariant == Invariant.Completions).ShouldBe(100);
        report.Checks.Single(check => check.Invariant == Invariant.Completions).Broken.ShouldBe(250);
    }
}
