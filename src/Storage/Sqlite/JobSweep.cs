using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Jobs;

namespace Flamenco.Storage.Sqlite;

/// <summary>Carries a job-wide command to all tasks of the job, within the transaction of the command.</summary>
internal static class JobSweep
{
    /// <returns>The job after the change, with its new counters; the caller writes it.</returns>
    public static JobRow Run(SqliteSession session, JobChange change, DateTimeOffset now)
    {
        var (job, sweep) = (change.After, change.Sweep);
        if (sweep is Sweep.None)
            return job;

        var tasks = session.Query(
            "SELECT number, status, attempt, steps_completed, steps_total, canceled_by_failing FROM tasks WHERE job = @job ORDER BY number",
            reader => (
                Number: (uint)reader.GetInt64(0),
                Status: (RenderTaskStatus)reader.GetInt32(1),
                Attempt: reader.GetInt32(2),
                Steps: reader.GetInt32(3),
                StepsTotal: reader.GetInt32(4),
                ByFailing: reader.GetInt32(5) == 1),
            ("@job", job.Id));

        var requeues = sweep.ForgetsFailures();
        foreach (var task in tasks)
        {
            var decision = TaskMachine.Decide(task.Status, new TaskEvent.Swept(sweep, task.ByFailing));
            if (decision is not TaskDecision.Moved moved)
                continue;

            if (moved.SetsHold)
                Revoke(session, change, task.Number, task.Attempt, now);

            var steps = moved.Status is RenderTaskStatus.Queued ? 0 : task.Steps;
            session.Execute(
                """
                UPDATE tasks SET status = @status, held = CASE WHEN @holds THEN attempt ELSE held END, version = version + 1,
                    steps_completed = @steps, canceled_by_failing = @byFailing,
                    failed_by = CASE WHEN @requeued THEN x'' ELSE failed_by END,
                    updated = @now, change = @change
                WHERE job = @job AND number = @number
                """,
                ("@status", moved.Status),
                ("@holds", moved.SetsHold),
                ("@steps", steps),
                ("@byFailing", sweep is Sweep.Fail && moved.Status is RenderTaskStatus.Canceled),
                ("@requeued", requeues),
                ("@now", now),
                ("@change", session.Change()),
                ("@job", job.Id),
                ("@number", task.Number));
            job = job with
            {
                Counts = job.Counts.Moved(task.Status, moved.Status),
                StepsCompleted = job.StepsCompleted + steps - task.Steps,
            };
        }

        return job;
    }

    private static void Revoke(SqliteSession session, JobChange change, uint number, int attempt, DateTimeOffset now) => session.Execute(
        """
        UPDATE attempts SET outcome = @revoked, held = 1, ended = @now, reason = @reason
        WHERE job = @job AND number = @number AND attempt = @attempt AND outcome = 0
        """,
        ("@revoked", AttemptOutcome.Revoked),
        ("@now", now),
        ("@reason", change.Revocation),
        ("@job", change.After.Id),
        ("@number", number),
        ("@attempt", attempt));
}
