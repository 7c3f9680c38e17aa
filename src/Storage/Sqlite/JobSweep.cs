using Flamenco.Domain.Identity;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Jobs;

namespace Flamenco.Storage.Sqlite;

/// <summary>The tasks of a job as a sweep reads and writes them, within the transaction of its command.</summary>
internal static class JobSweep
{
    public static List<SweepTask> Read(SqliteSession session, JobId job) => session.Query(
        "SELECT number, status, attempt, steps_completed, canceled_by_failing FROM tasks WHERE job = @job ORDER BY number",
        reader => new SweepTask(
            (uint)reader.GetInt64(0),
            (RenderTaskStatus)reader.GetInt32(1),
            reader.GetInt32(2),
            reader.GetInt32(3),
            reader.GetInt32(4) == 1),
        ("@job", job));

    public static void Save(SqliteSession session, JobId job, SweptTask task, string reason, DateTimeOffset now)
    {
        if (task.Revoked is { } attempt)
            Revoke(session, job, task.Number, attempt, reason, now);
        session.Execute(
            """
            UPDATE tasks SET status = @status, held = COALESCE(@revoked, held), version = version + 1,
                steps_completed = @steps, canceled_by_failing = @byFailing,
                failed_by = CASE WHEN @forgets THEN x'' ELSE failed_by END,
                updated = @now, change = @change
            WHERE job = @job AND number = @number
            """,
            ("@status", task.Status),
            ("@revoked", task.Revoked),
            ("@steps", task.StepsCompleted),
            ("@byFailing", task.CanceledByFailing),
            ("@forgets", task.ForgetsFailures),
            ("@now", now),
            ("@change", session.Change()),
            ("@job", job),
            ("@number", task.Number));
    }

    private static void Revoke(SqliteSession session, JobId job, uint number, int attempt, string reason, DateTimeOffset now) => session.Execute(
        """
        UPDATE attempts SET outcome = @revoked, held = 1, ended = @now, reason = @reason
        WHERE job = @job AND number = @number AND attempt = @attempt AND outcome = 0
        """,
        ("@revoked", AttemptOutcome.Revoked),
        ("@now", now),
        ("@reason", reason),
        ("@job", job),
        ("@number", number),
        ("@attempt", attempt));
}
