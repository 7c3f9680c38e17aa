using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Transitions;

namespace Flamenco.Storage.Jobs;

/// <summary>What a submitted job becomes: its first row, its tasks' first status, the lines in both logs.</summary>
internal static class Submission
{
    public static JobRow Row(this NewJob job, DateTimeOffset now)
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
            Counts = new TaskCounts().With(job.TaskStatus(), job.Tasks.Count),
            StepsCompleted = 0,
            StepsTotal = job.Tasks.Sum(task => (long)task.StepsTotal),
        };
    }

    public static RenderTaskStatus TaskStatus(this NewJob job) => job.Paused ? RenderTaskStatus.Paused : RenderTaskStatus.Queued;

    public static IReadOnlyList<OperationEntry> Log(this NewJob job) =>
    [
        new(job.Id, job.By.Who, "submitted", $"job type {job.Type}, priority {job.Priority}"),
        new(job.Id, "server", "compiled", $"{job.Tasks.Count} tasks"),
    ];

    public static AuditEntry Audit(this NewJob job) => new(job.By, "submit-job", job.Id.ToString(), "", job.Name);

    /// <summary>The verdict where the job's idempotency key is taken already.</summary>
    public static Written<JobRow> KeyTaken(this NewJob job, JobRow known, string fingerprint) => fingerprint == job.Fingerprint
        ? new Written<JobRow>.Repeated(known)
        : new Written<JobRow>.Conflict(known, "the idempotency key belongs to another job");
}
