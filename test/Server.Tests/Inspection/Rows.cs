using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Inspection;

namespace Flamenco.Server.Tests.Inspection;

/// <summary>Rows of a sound farm; a test breaks what it is about.</summary>
internal static class Rows
{
    public static readonly Guid Worker = Guid.NewGuid();

    public static readonly Guid Site = Guid.NewGuid();

    /// <summary>An active job: task 1 is completed, task 2 runs and depends on it, task 3 waits for task 2.</summary>
    public static JobFacts Sound() => new()
    {
        Id = JobId.Create(Some.Moment).Value,
        Job = new JobColumns
        {
            Status = JobStatus.Active,
            Updated = Some.Moment,
            Counts = new TaskCounts(Queued: 1, Active: 1, Completed: 1),
            StepsCompleted = 12,
            StepsTotal = 30,
        },
        Tasks =
        [
            Task(1, RenderTaskStatus.Completed, AttemptOutcome.Completed) with { StepsCompleted = 10 },
            Task(2, RenderTaskStatus.Active, AttemptOutcome.Expired, AttemptOutcome.Open) with { StepsCompleted = 2, DependsOn = [1] },
            Task(3, RenderTaskStatus.Queued) with { DependsOn = [2] },
        ],
        CommandPages = [0],
        Log = [new LogLine(1, "ada", "submitted"), new LogLine(2, "server", "compiled"), new LogLine(3, "server", "active")],
        Audits = [new AuditLine(Task: null, "ada", "submit-job", Times: 1)],
    };

    /// <summary>A job with just these tasks; its counters are right.</summary>
    public static JobFacts Only(JobStatus status, params TaskColumns[] tasks) => Sound() with
    {
        Tasks = tasks,
        Job = Sound().Job! with
        {
            Status = status,
            Counts = tasks.Aggregate(new TaskCounts(), (counts, task) => counts.With(task.Status, 1)),
            StepsCompleted = tasks.Sum(task => (long)task.StepsCompleted),
            StepsTotal = tasks.Sum(task => (long)task.StepsTotal),
        },
    };

    public static TaskColumns Task(uint number, RenderTaskStatus status, params AttemptOutcome[] attempts) => new()
    {
        Number = number,
        Status = status,
        Attempt = attempts.Length,
        Held = null,
        StepsCompleted = 0,
        StepsTotal = 10,
        DependsOn = [],
        Attempts = [.. attempts.Select((outcome, index) => Attempt(number, index + 1, outcome))],
    };

    public static AttemptColumns Attempt(uint task, int number, AttemptOutcome outcome) => new()
    {
        Task = task,
        Attempt = number,
        Worker = Worker,
        Slot = (int)task,
        Outcome = outcome,
        Held = false,
        Assigned = Some.Moment.AddMinutes(number),
    };

    /// <summary>The facts with one task exchanged.</summary>
    /// <summary>One Worker, whose site has a lease.</summary>
    public static WorkerFacts Workers { get; } = new(
        new Dictionary<Guid, Guid> { [Worker] = Site }, new HashSet<Guid>(), new HashSet<Guid> { Site });

    public static JobFacts With(this JobFacts facts, uint number, Func<TaskColumns, TaskColumns> change) =>
        facts with { Tasks = [.. facts.Tasks.Select(task => task.Number == number ? change(task) : task)] };

    public static JobFacts With(this JobFacts facts, Func<JobColumns, JobColumns> change) => facts with { Job = change(facts.Job!) };

    /// <summary>The task with its last attempt exchanged.</summary>
    public static TaskColumns WithLast(this TaskColumns task, Func<AttemptColumns, AttemptColumns> change) =>
        task with { Attempts = [.. task.Attempts.SkipLast(1), change(task.Attempts[^1])] };

    public static InspectionReport Inspect(params JobFacts[] jobs) => Inspect(new InspectionRequest(FarmState.Live), Some.Moment, jobs);

    public static InspectionReport Inspect(InspectionRequest wanted, DateTimeOffset now, params JobFacts[] jobs)
    {
        var inspector = new Inspector(wanted, now);
        foreach (var job in jobs)
            inspector.Judge(job);
        return inspector.Conclude(Workers);
    }

    public static void ShouldBeClean(this InspectionReport report) => report.Broken.ShouldBeEmpty();

    /// <summary>Exactly this invariant is broken.</summary>
    public static void ShouldBreak(this InspectionReport report, Invariant invariant, string because)
    {
        report.Broken.ShouldContain(broken => broken.Invariant == invariant && broken.Found.Contains(because), string.Join('\n', report.Broken));
        report.Broken.ShouldAllBe(broken => broken.Mend.Length > 0);
        report.Checks.Single(check => check.Invariant == invariant).Broken.ShouldBeGreaterThan(0);
    }
}
