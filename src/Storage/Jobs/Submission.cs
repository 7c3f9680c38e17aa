using Flamenco.Domain.Compiling;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Tasks;
using Flamenco.Storage.Transitions;

namespace Flamenco.Storage.Jobs;

/// <summary>The rows that a submitted job becomes, and the verdict about one whose idempotency key is known. The same on every database.</summary>
internal static class Submission
{
    /// <param name="row">The job that has the key.</param>
    /// <param name="fingerprint">Of the request by which that job came.</param>
    /// <param name="job">The job that is submitted now.</param>
    public static Written<JobRow> Known(JobRow row, string fingerprint, NewJob job) => fingerprint == job.Fingerprint
        ? new Written<JobRow>.Repeated(row)
        : new Written<JobRow>.Conflict(row, "the idempotency key belongs to another job");

    public static JobRow Job(NewJob job, DateTimeOffset now)
    {
        var status = job.Paused ? JobStatus.Paused : JobStatus.Queued;
        return new JobRow
        {
            Id = job.Id,
            Name = job.Name,
            Type = job.Type,
            Priority = job.Priority,
            Status = status,
            Activity = $"{status.Wire()}: submitted by {job.By.Who}",
            Settings = job.Settings,
            Metadata = job.Metadata,
            ShamanCheckout = job.ShamanCheckout,
            WorkerTag = job.WorkerTag,
            Manager = job.Manager,
            SubmittedBy = job.By.Who,
            Created = now,
            Updated = now,
            Generation = 1,
            Counts = new TaskCounts().With(TaskStatus(job), job.Tasks.Count),
            StepsCompleted = 0,
            StepsTotal = job.Tasks.Sum(task => (long)task.StepsTotal),
        };
    }

    public static StoredTask Task(NewJob job, CompiledTask task, DateTimeOffset now) => new()
    {
        Id = job.Id.Task(task.Number),
        Name = task.Name,
        Type = task.Type,
        Priority = task.Priority,
        Status = TaskStatus(job),
        Attempt = 0,
        Held = null,
        Version = 1,
        Activity = "",
        StepsCompleted = 0,
        StepsTotal = task.StepsTotal,
        DependsOn = task.DependsOn,
        Created = now,
        Updated = now,
        FailedBy = [],
    };

    public static IReadOnlyList<OperationEntry> Operations(NewJob job) =>
    [
        new(job.Id, job.By.Who, "submitted", $"job type {job.Type}, priority {job.Priority}"),
        new(job.Id, JobWrite.Server, "compiled", $"{job.Tasks.Count} tasks"),
    ];

    public static AuditEntry Audit(NewJob job) => new(job.By, "submit-job", job.Id.ToString(), "", job.Name);

    private static RenderTaskStatus TaskStatus(NewJob job) => job.Paused ? RenderTaskStatus.Paused : RenderTaskStatus.Queued;
}
