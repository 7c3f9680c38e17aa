using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Tasks;

namespace Flamenco.Storage.Memory;

/// <summary>Carries a job-wide command to all tasks of the job.</summary>
internal static class MemorySweep
{
    /// <returns>The job after the change, with its new counters; the caller writes it.</returns>
    public static JobRow Run(MemoryRows rows, JobChange change, DateTimeOffset now)
    {
        if (change.Sweep is Sweep.None)
            return change.After;

        var job = change.After;
        var swept = new List<(MemoryTask Task, TaskDecision.Moved Moved, StoredTask After)>();
        foreach (var task in rows.Jobs[job.Id].Tasks.Values)
        {
            if (TaskMachine.Decide(task.Row.Status, new TaskEvent.Swept(change.Sweep, task.CanceledByFailing)) is not TaskDecision.Moved moved)
                continue;

            var after = After(task.Row, moved, change.Sweep, now);
            swept.Add((task, moved, after));
            job = job with
            {
                Counts = job.Counts.Moved(task.Row.Status, after.Status),
                StepsCompleted = job.StepsCompleted + after.StepsCompleted - task.Row.StepsCompleted,
            };
        }

        foreach (var (task, moved, after) in swept)
        {
            if (moved.SetsHold && task.Attempt(after.Attempt) is { Outcome: AttemptOutcome.Open } open)
                rows.Put(open with { Outcome = AttemptOutcome.Revoked, Held = true, Ended = now, Reason = change.Revocation });
            task.CanceledByFailing = change.Sweep is Sweep.Fail && after.Status is RenderTaskStatus.Canceled;
            rows.Put(after);
        }

        return job;
    }

    private static StoredTask After(StoredTask task, TaskDecision.Moved moved, Sweep sweep, DateTimeOffset now) => task with
    {
        Status = moved.Status,
        Held = moved.SetsHold ? task.Attempt : task.Held,
        Version = task.Version + 1,
        StepsCompleted = moved.Status is RenderTaskStatus.Queued ? 0 : task.StepsCompleted,
        FailedBy = sweep.ForgetsFailures() ? [] : task.FailedBy,
        Updated = now,
    };
}
