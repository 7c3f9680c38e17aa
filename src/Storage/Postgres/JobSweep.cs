using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Jobs;

namespace Flamenco.Storage.Postgres;

/// <summary>
/// Carries a job-wide command to all tasks of the job: two statements for any number of them. Whoever runs it holds the job's
/// lock, and with it all its tasks stand still.
/// </summary>
internal static class JobSweep
{
    private const string Moves = "unnest($2::int[], $3::boolean[], $4::int[], $5::boolean[]) m(status, by_failing, next, holds)";

    private const string Count =
        "SELECT status, canceled_by_failing, COUNT(*), SUM(steps_completed) FROM tasks WHERE job = $1 GROUP BY status, canceled_by_failing";

    private const string Revoke =
        $"""
        UPDATE attempts a SET outcome = $6, held = true, ended = $7, reason = $8
        FROM tasks t JOIN {Moves} ON m.status = t.status AND m.by_failing = t.canceled_by_failing AND m.holds
        WHERE t.job = $1 AND a.job = t.job AND a.number = t.number AND a.attempt = t.attempt AND a.outcome = $9
        """;

    private const string Move =
        $"""
        UPDATE tasks t SET status = m.next, held = CASE WHEN m.holds THEN t.attempt ELSE t.held END, version = t.version + 1,
            steps_completed = CASE WHEN m.next = $6 THEN 0 ELSE t.steps_completed END,
            failed_by = CASE WHEN $7 THEN ''::bytea ELSE t.failed_by END,
            canceled_by_failing = $8 AND m.next = $9, updated = $10, change = {PostgresSession.Change}
        FROM {Moves}
        WHERE t.job = $1 AND t.status = m.status AND t.canceled_by_failing = m.by_failing
        """;

    /// <returns>The job after the change, with its new counters; the caller writes it.</returns>
    public static async Task<JobRow> RunAsync(PostgresSession session, JobChange change, DateTimeOffset now, CancellationToken cancellation)
    {
        var moves = MovesOf(change.Sweep);
        if (moves.Count is 0)
            return change.After;

        var counted = await session.QueryAsync(
            Count,
            reader => (Status: (RenderTaskStatus)reader.GetInt32(0), ByFailing: reader.GetBoolean(1), Tasks: (int)reader.GetInt64(2), Steps: reader.GetInt64(3)),
            cancellation,
            change.After.Id);

        object[] parameters =
        [
            change.After.Id,
            moves.Column(move => (int)move.From),
            moves.Column(move => move.ByFailing),
            moves.Column(move => (int)move.To),
            moves.Column(move => move.SetsHold),
        ];
        await session.ExecuteAsync(Revoke, cancellation, [.. parameters, AttemptOutcome.Revoked, now, change.Revocation, AttemptOutcome.Open]);
        await session.ExecuteAsync(
            Move,
            cancellation,
            [.. parameters, RenderTaskStatus.Queued, change.Sweep.ForgetsFailures(), change.Sweep is Sweep.Fail, RenderTaskStatus.Canceled, now]);

        var job = change.After;
        foreach (var (move, group) in moves.Join(counted, move => (move.From, move.ByFailing), group => (group.Status, group.ByFailing), (move, group) => (move, group)))
        {
            job = job with
            {
                Counts = job.Counts.With(move.From, -group.Tasks).With(move.To, group.Tasks),
                StepsCompleted = job.StepsCompleted - (move.To is RenderTaskStatus.Queued ? group.Steps : 0),
            };
        }

        return job;
    }

    /// <summary>What the sweep does to a task, for all that a task may be: by the rules of the domain.</summary>
    private static List<SweepMove> MovesOf(Sweep sweep)
    {
        var moves = new List<SweepMove>();
        foreach (var status in RenderTaskStatuses.All)
        {
            foreach (var byFailing in (ReadOnlySpan<bool>)[false, true])
            {
                if (TaskMachine.Decide(status, new TaskEvent.Swept(sweep, byFailing)) is TaskDecision.Moved moved)
                    moves.Add(new SweepMove(status, byFailing, moved.Status, moved.SetsHold));
            }
        }

        return moves;
    }

    private sealed record SweepMove(RenderTaskStatus From, bool ByFailing, RenderTaskStatus To, bool SetsHold);
}
