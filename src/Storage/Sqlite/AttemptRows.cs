using Flamenco.Domain.Identity;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Tasks;
using Microsoft.Data.Sqlite;

namespace Flamenco.Storage.Sqlite;

/// <summary>Attempts as rows.</summary>
internal static class AttemptRows
{
    private const string Select =
        "SELECT a.job, a.number, a.attempt, a.worker, COALESCE(w.name, ''), COALESCE(w.address, ''), a.slot, a.life, a.ask, a.outcome, a.held, "
        + "a.assigned, a.ended, a.reason, a.alias FROM attempts a LEFT JOIN workers w ON w.id = a.worker ";

    public static AttemptRow? Find(SqliteSession session, TaskId task, int attempt) => session.First(
        Select + "WHERE a.job = @job AND a.number = @number AND a.attempt = @attempt",
        Read,
        ("@job", task.Job),
        ("@number", task.Number),
        ("@attempt", attempt));

    public static AttemptRow? Find(SqliteSession session, Guid alias) => session.First(Select + "WHERE a.alias = @alias", Read, ("@alias", alias));

    public static List<AttemptRow> OfTask(SqliteSession session, TaskId task) => session.Query(
        Select + "WHERE a.job = @job AND a.number = @number ORDER BY a.attempt",
        Read,
        ("@job", task.Job),
        ("@number", task.Number));

    public static List<AttemptRow> HeldBy(SqliteSession session, WorkerId worker) => session.Query(
        Select + "WHERE a.worker = @worker AND (a.outcome = 0 OR a.held = 1) ORDER BY a.assigned",
        Read,
        ("@worker", worker));

    /// <summary>The open attempts of the tasks of a span.</summary>
    public static List<AttemptRow> OpenInSpan(SqliteSession session, JobId job, uint first, uint last) => session.Query(
        Select + "WHERE a.job = @job AND a.number BETWEEN @first AND @last AND a.outcome = 0",
        Read,
        ("@job", job),
        ("@first", first),
        ("@last", last));

    public static void Insert(SqliteSession session, AttemptRow attempt) => session.Execute(
        """
        INSERT INTO attempts (job, number, attempt, worker, slot, life, ask, outcome, held, assigned, alias)
        VALUES (@job, @number, @attempt, @worker, @slot, @life, @ask, @outcome, @held, @assigned, @alias)
        """,
        ("@job", attempt.Task.Job),
        ("@number", attempt.Task.Number),
        ("@attempt", attempt.Attempt),
        ("@worker", attempt.Worker),
        ("@slot", attempt.Slot),
        ("@life", attempt.Life),
        ("@ask", attempt.Ask),
        ("@outcome", attempt.Outcome),
        ("@held", attempt.Held),
        ("@assigned", attempt.Assigned),
        ("@alias", attempt.Alias));

    public static void Update(SqliteSession session, AttemptRow attempt) => session.Execute(
        """
        UPDATE attempts SET slot = @slot, life = @life, ask = @ask, outcome = @outcome, held = @held, ended = @ended, reason = @reason, alias = @alias
        WHERE job = @job AND number = @number AND attempt = @attempt
        """,
        ("@slot", attempt.Slot),
        ("@life", attempt.Life),
        ("@ask", attempt.Ask),
        ("@outcome", attempt.Outcome),
        ("@held", attempt.Held),
        ("@ended", attempt.Ended),
        ("@reason", attempt.Reason),
        ("@alias", attempt.Alias),
        ("@job", attempt.Task.Job),
        ("@number", attempt.Task.Number),
        ("@attempt", attempt.Attempt));

    private static AttemptRow Read(SqliteDataReader reader) => new()
    {
        Task = reader.Job(0).Task((uint)reader.GetInt64(1)),
        Attempt = reader.GetInt32(2),
        Worker = reader.Worker(3),
        WorkerName = reader.GetString(4),
        WorkerAddress = reader.GetString(5),
        Slot = reader.GetInt32(6),
        Life = reader.GetInt64(7),
        Ask = reader.GetInt64(8),
        Outcome = (AttemptOutcome)reader.GetInt32(9),
        Held = reader.GetInt32(10) == 1,
        Assigned = reader.Time(11),
        Ended = reader.TimeOrNull(12),
        Reason = reader.TextOrNull(13),
        Alias = reader.IsDBNull(14) ? null : reader.Guid(14),
    };
}
