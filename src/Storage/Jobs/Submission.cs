using Flamenco.Domain.Compiling;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Tasks;
using Flamenco.Storage.Transitions;

namespace Flamenco.Storage.Jobs;

/// <summary>What a submitted job becomes: its first row, its tasks' first rows, the lines in both logs.</summary>
internal static class Submission
{
    /// <summary>The row under which its tasks are stored.</summary>
    public static JobRow UnderConstruction(this NewJob job, DateTimeOffset now) => new()
    {
        Id = job.Id,
        Name = job.Name,
        Type = job.Type,
        Priority = job.Priority,
        Status = JobStatus.UnderConstruction,
        Activity = "",
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

    public static RenderTaskStatus TaskStatus(this NewJob job) => job.Paused ? RenderTaskStatus.Paused : RenderTaskStatus.Queued;

    public static StoredTask First(this NewJob job, CompiledTask task, DateTimeOffset now) => new()
    {
        Id = job.Id.Task(task.Number),
        Name = task.Name,
        Type = task.Type,
        Priority = task.Priority,
        Status = job.TaskStatus(),
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
        CanceledByFailing = false,
    };

    public static IReadOnlyList<OperationEntry> Log(this NewJob job) =>
    [
        new(job.Id, job.By.Who, "submitted", $"job type {job.Type}, priority {job.Priority}"),
        new(job.Id, JobChange.Server, "compiled", $"{job.Tasks.Count} tasks"),
    ];

    public static AuditEntry Audit(this NewJob job) => new(job.By, "submit-job", job.Id.ToString(), "", job.Name);
}
