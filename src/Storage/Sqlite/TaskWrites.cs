using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Tasks;

namespace Flamenco.Storage.Sqlite;

/// <summary>The one way in which a task's row changes, with its job's counters in the same transaction.</summary>
internal static class TaskWrites
{
    /// <returns>The task as it is now.</returns>
    public static StoredTask Move(
        SqliteSession session, JobRow job, StoredTask task, RenderTaskStatus status, string? activity, int steps, DateTimeOffset now)
    {
        session.Execute(
            """
            UPDATE tasks SET status = @status, attempt = @attempt, held = @held, version = version + 1, activity = COALESCE(@activity, activity),
                steps_completed = @steps, updated = @now, change = @change
            WHERE job = @job AND number = @number
            """,
            ("@status", status),
            ("@attempt", task.Attempt),
            ("@held", task.Held),
            ("@activity", activity),
            ("@steps", steps),
            ("@now", now),
            ("@change", session.Change()),
            ("@job", task.Id.Job),
            ("@number", task.Id.Number));

        if (status != task.Status || steps != task.StepsCompleted || Starts(job, status))
            Count(session, job, task, status, steps, now);

        return task with
        {
            Status = status,
            Version = task.Version + 1,
            Activity = activity ?? task.Activity,
            StepsCompleted = steps,
            Updated = now,
        };
    }

    private static void Count(SqliteSession session, JobRow job, StoredTask task, RenderTaskStatus status, int steps, DateTimeOffset now)
    {
        var starts = Starts(job, status);
        var how = task.Status is RenderTaskStatus.Active ? "goes on" : "started";
        var after = job with
        {
            Status = starts ? JobStatus.Active : job.Status,
            Activity = starts ? $"active: {how} with {task.Name}" : job.Activity,
            Counts = job.Counts.Moved(task.Status, status),
            StepsCompleted = job.StepsCompleted + steps - task.StepsCompleted,
        };
        JobRows.Update(session, after, now);
        if (starts)
            JobRows.Log(session, job.Id, now, "server", JobStatus.Active.Wire(), $"{how} with {task.Name}");
    }

    /// <summary>A queued job is active as soon as one of its tasks is given out, or is heard of that runs since before.</summary>
    private static bool Starts(JobRow job, RenderTaskStatus status) => job.Status is JobStatus.Queued && status is RenderTaskStatus.Active;
}
