using Flamenco.Domain.Identity;
using Flamenco.Domain.Tasks;
using Flamenco.Grains.Interfaces.Farm;
using Flamenco.Grains.Interfaces.Tasks;
using Flamenco.Storage.Tasks;

namespace Flamenco.Grains.Tasks;

/// <summary>Tasks as their job, Workers and people see them.</summary>
internal static class TaskViews
{
    /// <param name="task">The task's row after a write.</param>
    /// <param name="jobChanged">Did the write change more than the task?</param>
    public static TaskNotice Notice(StoredTask task, bool jobChanged = false) => new()
    {
        Number = task.Id.Number,
        Status = task.Status,
        Attempt = task.Attempt,
        Held = task.Held is not null,
        Version = task.Version,
        StepsCompleted = task.StepsCompleted,
        FailedBy = task.FailedBy,
        JobChanged = jobChanged,
    };

    /// <param name="row">The task with what a Worker needs.</param>
    /// <param name="isFlamenco3">Is it for a Worker that knows no attempts?</param>
    public static AssignedTaskView Assigned(AssignedRow row, bool isFlamenco3) => new()
    {
        Id = row.Task.Id,
        Name = row.Task.Name,
        Priority = row.Task.Priority,
        JobPriority = row.JobPriority,
        JobType = row.JobType,
        TaskType = row.Task.Type,
        Commands = row.Commands,
        StepsTotal = row.Task.StepsTotal,
        Attempt = row.Task.Attempt,
        Alias = isFlamenco3 ? AttemptAlias.Of(row.Task.Id, row.Task.Attempt) : null,
    };

    public static TaskView From(StoredTask task, IReadOnlyList<AttemptRow> attempts, string commands) => new()
    {
        Id = task.Id,
        Name = task.Name,
        TaskType = task.Type,
        Priority = task.Priority,
        Status = task.Status.Wire(),
        Activity = task.Activity,
        Commands = commands,
        StepsCompleted = task.StepsCompleted,
        StepsTotal = task.StepsTotal,
        Created = task.Created,
        Updated = task.Updated,
        Attempt = task.Attempt,
        Worker = attempts.Count > 0 ? Worker(attempts[^1]) : null,
        FailedBy = [.. task.FailedBy.Select(worker => Worker(attempts.Last(attempt => attempt.Worker == worker)))],
        Attempts = [.. attempts.Select(attempt => new AttemptView(
            attempt.Attempt, attempt.Worker, attempt.Outcome.Wire(), attempt.Assigned, attempt.Ended, attempt.Reason))],
        DependsOn = [.. task.DependsOn.Select(task.Id.Job.Task)],
    };

    public static TaskListView From(TaskListRow row) => new()
    {
        Id = row.Task.Id,
        Name = row.Task.Name,
        TaskType = row.Task.Type,
        Priority = row.Task.Priority,
        Status = row.Task.Status.Wire(),
        Activity = row.Task.Activity,
        StepsCompleted = row.Task.StepsCompleted,
        StepsTotal = row.Task.StepsTotal,
        Updated = row.Task.Updated,
        Worker = row.Worker is { } worker ? new WorkerRef(worker, row.WorkerName ?? "", row.WorkerAddress ?? "") : null,
    };

    private static WorkerRef Worker(AttemptRow attempt) => new(attempt.Worker, attempt.WorkerName, attempt.WorkerAddress);
}
