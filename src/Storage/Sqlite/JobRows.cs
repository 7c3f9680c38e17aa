using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Transitions;
using Microsoft.Data.Sqlite;

namespace Flamenco.Storage.Sqlite;

/// <summary>Jobs as rows, and what every write of a job shares.</summary>
internal static class JobRows
{
    public const string Columns =
        "id, name, type, priority, status, activity, settings, metadata, shaman_checkout, worker_tag, manager, submitted_by, "
        + "created, updated, generation, queued, active, completed, soft_failed, failed, canceled, paused, steps_completed, steps_total, "
        + "sweep, sweep_next, sweep_after, sweep_reason, last_operation, forgiven";

    /// <summary>The job, if it is one that queries show.</summary>
    public static JobRow? Find(SqliteSession session, JobId job) => FindOfAnyStatus(session, job) is { } row && row.Status.IsVisible() ? row : null;

    public static JobRow? FindOfAnyStatus(SqliteSession session, JobId job) =>
        session.First($"SELECT {Columns} FROM jobs WHERE id = @job", Read, ("@job", job));

    public static JobRow Read(SqliteDataReader reader) => new()
    {
        Id = reader.Job(0),
        Name = reader.GetString(1),
        Type = reader.GetString(2),
        Priority = reader.GetInt32(3),
        Status = (JobStatus)reader.GetInt32(4),
        Activity = reader.GetString(5),
        Settings = reader.GetString(6),
        Metadata = reader.GetString(7),
        ShamanCheckout = reader.TextOrNull(8),
        WorkerTag = reader.TextOrNull(9),
        Manager = reader.Manager(10),
        SubmittedBy = reader.GetString(11),
        Created = reader.Time(12),
        Updated = reader.Time(13),
        Generation = reader.GetInt64(14),
        Counts = new TaskCounts(
            reader.GetInt32(15),
            reader.GetInt32(16),
            reader.GetInt32(17),
            reader.GetInt32(18),
            reader.GetInt32(19),
            reader.GetInt32(20),
            reader.GetInt32(21)),
        StepsCompleted = reader.GetInt64(22),
        StepsTotal = reader.GetInt64(23),
        Sweep = reader.GetInt32(24) is not 0 and var kind
            ? new SweepUnderWay((Sweep)kind, (uint)reader.GetInt64(25), (JobStatus)reader.GetInt32(26), reader.GetString(27))
            : null,
        LastOperation = reader.IsDBNull(28) ? null : reader.Guid(28),
        Forgiven = reader.GetInt32(29),
    };

    public static void Insert(SqliteSession session, JobRow job) => session.Execute(
        $"""
        INSERT INTO jobs ({Columns}, change)
        VALUES (@id, @name, @type, @priority, @status, @activity, @settings, @metadata, @shaman, @tag, @manager, @by,
            @created, @updated, @generation, @queued, @active, @completed, @softFailed, @failed, @canceled, @paused,
            @stepsCompleted, @stepsTotal, 0, 0, 0, '', NULL, 0, @change)
        """,
        ("@id", job.Id),
        ("@name", job.Name),
        ("@type", job.Type),
        ("@priority", job.Priority),
        ("@status", job.Status),
        ("@activity", job.Activity),
        ("@settings", job.Settings),
        ("@metadata", job.Metadata),
        ("@shaman", job.ShamanCheckout),
        ("@tag", job.WorkerTag),
        ("@manager", job.Manager),
        ("@by", job.SubmittedBy),
        ("@created", job.Created),
        ("@updated", job.Updated),
        ("@generation", job.Generation),
        ("@queued", job.Counts.Queued),
        ("@active", job.Counts.Active),
        ("@completed", job.Counts.Completed),
        ("@softFailed", job.Counts.SoftFailed),
        ("@failed", job.Counts.Failed),
        ("@canceled", job.Counts.Canceled),
        ("@paused", job.Counts.Paused),
        ("@stepsCompleted", job.StepsCompleted),
        ("@stepsTotal", job.StepsTotal),
        ("@change", session.Change()));

    /// <summary>Writes what changes about a job, in one statement.</summary>
    public static void Update(SqliteSession session, JobRow job) => session.Execute(
        """
        UPDATE jobs SET priority = @priority, worker_tag = @tag, status = @status, activity = @activity, generation = @generation, queued = @queued,
            active = @active, completed = @completed, soft_failed = @softFailed, failed = @failed, canceled = @canceled,
            paused = @paused, steps_completed = @steps, sweep = @sweep, sweep_next = @sweepNext, sweep_after = @sweepAfter,
            sweep_reason = @sweepReason, last_operation = @operation, forgiven = @forgiven, updated = @updated, change = @change
        WHERE id = @job
        """,
        ("@job", job.Id),
        ("@priority", job.Priority),
        ("@tag", job.WorkerTag),
        ("@status", job.Status),
        ("@activity", job.Activity),
        ("@generation", job.Generation),
        ("@queued", job.Counts.Queued),
        ("@active", job.Counts.Active),
        ("@completed", job.Counts.Completed),
        ("@softFailed", job.Counts.SoftFailed),
        ("@failed", job.Counts.Failed),
        ("@canceled", job.Counts.Canceled),
        ("@paused", job.Counts.Paused),
        ("@steps", job.StepsCompleted),
        ("@sweep", job.SweepKind),
        ("@sweepNext", job.Sweep?.Next ?? 0),
        ("@sweepAfter", job.Sweep?.After ?? 0),
        ("@sweepReason", job.Sweep?.Reason ?? ""),
        ("@operation", job.LastOperation),
        ("@forgiven", job.Forgiven),
        ("@updated", job.Updated),
        ("@change", session.Change()));

    public static void Log(SqliteSession session, DateTimeOffset now, IEnumerable<OperationEntry> entries)
    {
        foreach (var entry in entries)
        {
            session.Execute(
                """
                INSERT INTO operation_log (job, sequence, at, who, what, detail)
                SELECT @job, COALESCE(MAX(sequence), 0) + 1, @now, @who, @what, @detail FROM operation_log WHERE job = @job
                """,
                ("@job", entry.Job),
                ("@now", now),
                ("@who", entry.Who),
                ("@what", entry.What),
                ("@detail", entry.Detail));
        }
    }

    public static void Audit(SqliteSession session, DateTimeOffset now, AuditEntry entry) => session.Execute(
        """
        INSERT INTO audit (at, who, role, address, what, target, before, after)
        VALUES (@now, @who, @role, @address, @what, @target, @before, @after)
        """,
        ("@now", now),
        ("@who", entry.By.Who),
        ("@role", entry.By.Role),
        ("@address", entry.By.Address),
        ("@what", entry.What),
        ("@target", entry.Target),
        ("@before", entry.Before),
        ("@after", entry.After));
}
