using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Inspection;

namespace Flamenco.Server.Tests.Inspection;

public class WhenRowsOfAJobContradictEachOther
{
    private static readonly DateTimeOffset MuchLater = Some.Moment.AddMinutes(11);

    [Fact]
    public void a_task_runs_on_what_was_never_completed() =>
        Rows.Inspect(Rows.Only(
                JobStatus.Active,
                Rows.Task(1, RenderTaskStatus.Queued, AttemptOutcome.Expired),
                Rows.Task(2, RenderTaskStatus.Active, AttemptOutcome.Open) with { DependsOn = [1] }))
            .ShouldBreak(Invariant.Dependencies, "task 1, on which it depends, was never completed");

    [Fact]
    public void a_task_may_run_on_what_was_completed_and_requeued_since()
    {
        var facts = Rows.Sound().With(1, task => task with { Status = RenderTaskStatus.Queued, StepsCompleted = 0 });
        facts = facts.With(job => job with { Counts = new TaskCounts(Queued: 2, Active: 1), StepsCompleted = 2 }) with
        {
            Audits = [.. facts.Audits, new AuditLine(1, "ada", "requeue-task", Times: 1)],
            Log = [.. facts.Log, new LogLine(4, "ada", "task-queued")],
        };

        Rows.Inspect(facts).ShouldBeClean();
    }

    [Fact]
    public void a_task_depends_on_what_is_not_there() =>
        Rows.Inspect(Rows.Sound().With(3, task => task with { DependsOn = [9] })).ShouldBreak(Invariant.Dependencies, "depends on task 9 of its job, which is not there");

    [Theory]
    [InlineData(JobStatus.Completed)]
    [InlineData(JobStatus.Canceled)]
    [InlineData(JobStatus.Failed)]
    public void a_task_waits_in_a_job_that_has_ended(JobStatus status) =>
        Rows.Inspect(Rows.Only(status, Rows.Task(1, RenderTaskStatus.Queued))).ShouldBreak(Invariant.Dependencies, "1 of its tasks are queued and will wait for ever");

    [Fact]
    public void a_job_that_has_nothing_to_go_on_with_is_in_the_works_for_ten_minutes()
    {
        var deadEnd = Rows.Only(JobStatus.Active, Rows.Task(1, RenderTaskStatus.Canceled), Rows.Task(2, RenderTaskStatus.Queued) with { DependsOn = [1] });

        Rows.Inspect(deadEnd).ShouldBeClean();
        Rows.Inspect(deadEnd).Notes.ShouldHaveSingleItem().Found.ShouldStartWith("in the works: the job is active and has nothing to go on with");
        Rows.Inspect(new InspectionRequest(FarmState.Live), MuchLater, deadEnd).ShouldBreak(Invariant.Dependencies, "it is to become canceled, and has not settled yet");
        Rows.Inspect(new InspectionRequest(FarmState.Stopped), MuchLater, deadEnd).ShouldBeClean();
    }

    [Fact]
    public void what_is_held_or_paused_is_something_to_go_on_with()
    {
        var held = Rows.Task(1, RenderTaskStatus.Queued, AttemptOutcome.Revoked);
        held = held.WithLast(last => last with { Held = true }) with { Held = 1 };

        Rows.Inspect(Rows.Only(JobStatus.Active, held)).Notes.ShouldBeEmpty();
        Rows.Inspect(Rows.Only(JobStatus.Active, Rows.Task(1, RenderTaskStatus.Paused))).Notes.ShouldBeEmpty();
    }

    [Fact]
    public void the_site_of_a_worker_with_an_open_attempt_has_no_lease()
    {
        var inspector = new Inspector(new InspectionRequest(FarmState.Live), Some.Moment);
        inspector.Judge(Rows.Sound());

        var report = inspector.Conclude(Rows.Workers with { Leased = new HashSet<Guid>() });

        report.ShouldBreak(Invariant.Leases, $"1 open attempts, but its site {Rows.Site} no lease");
    }

    [Fact]
    public void a_lease_has_no_site() =>
        new Inspector(new InspectionRequest(FarmState.Live), Some.Moment)
            .Conclude(new WorkerFacts(new Dictionary<Guid, Guid>(), new HashSet<Guid>(), new HashSet<Guid> { Rows.Site }))
            .ShouldBreak(Invariant.Owners, "a lease of a site that is not there");

    [Fact]
    public void rows_are_left_of_a_job_that_is_not_there()
    {
        var report = Rows.Inspect(Rows.Sound() with { Job = null, IsBuried = true, Blocked = 2 });

        report.Broken.Select(broken => broken.Found).ShouldBe(
        [
            "there is no such job, but 3 tasks are left of it",
            "there is no such job, but 3 attempts are left of it",
            "there is no such job, but 1 pages of commands are left of it",
            "there is no such job, but 3 lines of its operation log are left of it",
            "there is no such job, but 2 entries of its blocklist are left of it",
        ]);
        report.Broken.ShouldAllBe(broken => broken.Invariant == Invariant.Owners);
    }

    [Fact]
    public void an_attempt_has_no_task() =>
        Rows.Inspect(Rows.Sound() with { StrayAttempts = [Rows.Attempt(7, 1, AttemptOutcome.Completed)] })
            .ShouldBreak(Invariant.Owners, "1 attempts are of task 7");

    [Fact]
    public void a_task_has_no_commands() =>
        Rows.Inspect(Rows.Sound() with { CommandPages = [1] }).ShouldSatisfyAllConditions(
            report => report.ShouldBreak(Invariant.Owners, "the commands of tasks 1 to 256 are missing"),
            report => report.ShouldBreak(Invariant.Owners, "there are commands of tasks 257 to 512"));

    [Fact]
    public void a_job_that_was_deleted_is_there() =>
        Rows.Inspect(Rows.Sound() with { IsBuried = true }).ShouldBreak(Invariant.Owners, "its tombstone says that it was deleted");

    [Theory]
    [InlineData(JobStatus.UnderConstruction, "the job is being stored")]
    [InlineData(JobStatus.Deleting, "the job is being deleted")]
    public void a_job_that_is_half_made_or_half_gone_is_in_the_works_for_ten_minutes(JobStatus status, string found)
    {
        var half = Rows.Sound().With(job => job with { Status = status }) with { Log = [], Audits = [] };

        Rows.Inspect(half).ShouldBeClean();
        Rows.Inspect(half).Notes.ShouldContain(note => note.Found.StartsWith($"in the works: {found}"));
        Rows.Inspect(new InspectionRequest(FarmState.Live), MuchLater, half).ShouldBreak(Invariant.Owners, found);
        Rows.Inspect(new InspectionRequest(FarmState.Stopped), MuchLater, half).Notes.ShouldContain(note => note.Found.StartsWith("goes on when the Server is started"));
    }

    [Fact]
    public void a_site_has_logs_of_a_job_that_never_was()
    {
        var (lost, deleted, known) = (Rows.Sound(), Rows.Sound(), Rows.Sound());
        var wanted = new InspectionRequest(FarmState.Stopped, [lost.Id, deleted.Id, known.Id]);

        var report = Rows.Inspect(
            wanted, Some.Moment, new JobFacts { Id = lost.Id }, new JobFacts { Id = deleted.Id, IsBuried = true }, known);

        report.Broken.ShouldHaveSingleItem().About.ShouldBe(Subject.Job(lost.Id));
        report.Notes.ShouldHaveSingleItem().About.ShouldBe(Subject.Job(deleted.Id));
    }

    [Fact]
    public void a_person_did_something_that_was_not_audited() =>
        Rows.Inspect(Rows.Sound() with { Log = [.. Rows.Sound().Log, new LogLine(4, "ben", "pause-requested")] })
            .ShouldBreak(Invariant.AuditTrail, "of ben, the job's log has \"pause-requested\" 1 times, but the audit log 0 times");

    [Fact]
    public void an_audited_command_is_not_in_the_log_of_its_job() =>
        Rows.Inspect(Rows.Sound() with { Audits = [.. Rows.Sound().Audits, new AuditLine(2, "ben", "cancel-task", Times: 2)] })
            .ShouldBreak(Invariant.AuditTrail, "of ben, the job's log has \"task-canceled\" 0 times, but the audit log 2 times");

    [Fact]
    public void an_audited_job_is_not_there_and_was_never_deleted()
    {
        var lost = new JobFacts { Id = Rows.Sound().Id, Audits = Rows.Sound().Audits };

        Rows.Inspect(lost).ShouldBreak(Invariant.AuditTrail, "a job that is not there and was never deleted");
        Rows.Inspect(lost with { IsBuried = true }).ShouldBeClean();
    }

    [Fact]
    public void a_line_of_the_log_is_missing() =>
        Rows.Inspect(Rows.Sound() with { Log = [.. Rows.Sound().Log.Where(line => line.Sequence != 2)] })
            .ShouldBreak(Invariant.AuditTrail, "not numbered from 1 without a gap");

    [Theory]
    [InlineData(JobStatus.Paused)]
    [InlineData(JobStatus.Canceled)]
    [InlineData(JobStatus.Failed)]
    public void a_job_that_runs_no_more_has_an_active_task(JobStatus status) =>
        Rows.Inspect(Rows.Sound().With(job => job with { Status = status })).ShouldBreak(Invariant.Statuses, "1 of its tasks are active");

    [Fact]
    public void a_completed_job_has_a_task_that_is_not() =>
        Rows.Inspect(Rows.Sound().With(job => job with { Status = JobStatus.Completed })).ShouldBreak(Invariant.Statuses, "2 of its 3 tasks are not");

    [Theory]
    [InlineData(JobStatus.Active, Sweep.Cancel, JobStatus.Canceled)]
    [InlineData(JobStatus.CancelRequested, Sweep.None, JobStatus.UnderConstruction)]
    [InlineData(JobStatus.Requeueing, Sweep.Pause, JobStatus.PauseRequested)]
    [InlineData(JobStatus.Completed, Sweep.RequeueAll, JobStatus.Queued)]
    public void a_status_and_a_sweep_do_not_belong_together(JobStatus status, Sweep sweep, JobStatus after) =>
        Rows.Inspect(Rows.Sound().With(job => job with { Status = status, Sweep = sweep, SweepAfter = after, SweepNext = 1 }))
            .ShouldBreak(Invariant.Statuses, "which do not belong together");

    [Fact]
    public void a_sweep_leads_to_the_wrong_status() =>
        Rows.Inspect(Rows.Sound().With(job => job with { Status = JobStatus.CancelRequested, Sweep = Sweep.Cancel, SweepAfter = JobStatus.Completed, SweepNext = 1 }))
            .ShouldBreak(Invariant.Statuses, "where canceled was to be");

    [Fact]
    public void a_status_is_none()
    {
        Rows.Inspect(Rows.Sound().With(job => job with { Status = (JobStatus)77 })).ShouldBreak(Invariant.Statuses, "unknown status 77");
        Rows.Inspect(Rows.Sound().With(3, task => task with { Status = (RenderTaskStatus)77 })).ShouldBreak(Invariant.Statuses, "unknown status 77");
    }

    [Fact]
    public void a_sweep_is_in_the_works_for_ten_minutes()
    {
        var swept = Rows.Sound().With(job => job with { Status = JobStatus.CancelRequested, Sweep = Sweep.Cancel, SweepAfter = JobStatus.Canceled, SweepNext = 2 });

        Rows.Inspect(swept).ShouldBeClean();
        Rows.Inspect(swept).Notes.ShouldHaveSingleItem().Found.ShouldContain("is carried to its tasks: 1 of 3");
        Rows.Inspect(new InspectionRequest(FarmState.Live), MuchLater, swept).ShouldBreak(Invariant.Statuses, "nobody has worked on it since");
    }
}
