using Flamenco.Domain.Identity;
using Flamenco.Domain.Scheduling;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Tasks;
using Flamenco.Storage.Transitions;
using Microsoft.Data.Sqlite;

namespace Flamenco.Storage.Sqlite;

/// <summary>Tasks as rows.</summary>
internal static class TaskRows
{
    public const string Columns =
        "t.job, t.number, t.name, t.type, t.priority, t.status, t.attempt, t.held, t.version, t.activity, "
        + "t.steps_completed, t.steps_total, t.depends_on, t.updated, t.failed_by, "
        + "(SELECT created FROM jobs WHERE id = t.job), t.canceled_by_failing";

    /// <summary>Of a job's whole table; what most tasks do not have is null. Read by <see cref="ReadRow"/>.</summary>
    public const string TableColumns =
        "t.number, t.type, t.priority, t.status, t.attempt, t.held, t.version, t.steps_completed, t.steps_total, "
        + "NULLIF(t.depends_on, x''), NULLIF(t.failed_by, x'')";

    public static StoredTask? Find(SqliteSession session, TaskId task) => session.First(
        $"SELECT {Columns} FROM tasks t WHERE t.job = @job AND t.number = @number",
        Read,
        ("@job", task.Job),
        ("@number", task.Number));

    /// <summary>In the order of their numbers.</summary>
    public static List<StoredTask> InSpan(SqliteSession session, JobId job, TaskSpan span) => session.Query(
        $"SELECT {Columns} FROM tasks t WHERE t.job = @job AND t.number >= @from ORDER BY t.number LIMIT @count",
        Read,
        ("@job", job),
        ("@from", span.From),
        ("@count", span.Count));

    public static void Insert(SqliteSession session, StoredTask task) => session.Execute(
        """
        INSERT INTO tasks (job, number, name, type, priority, status, attempt, held, version, activity, steps_completed, steps_total,
            depends_on, failed_by, canceled_by_failing, updated, change)
        VALUES (@job, @number, @name, @type, @priority, @status, 0, NULL, 1, '', 0, @steps, @dependsOn, x'', 0, @now, @change)
        """,
        ("@job", task.Id.Job),
        ("@number", task.Id.Number),
        ("@name", task.Name),
        ("@type", task.Type),
        ("@priority", task.Priority),
        ("@status", task.Status),
        ("@steps", task.StepsTotal),
        ("@dependsOn", Packing.Packed(task.DependsOn)),
        ("@now", task.Updated),
        ("@change", session.Change()));

    public static void Update(SqliteSession session, StoredTask task) => session.Execute(
        """
        UPDATE tasks SET status = @status, attempt = @attempt, held = @held, version = @version, activity = @activity,
            steps_completed = @steps, failed_by = @failedBy, canceled_by_failing = @byFailing, updated = @now, change = @change
        WHERE job = @job AND number = @number
        """,
        ("@status", task.Status),
        ("@attempt", task.Attempt),
        ("@held", task.Held),
        ("@version", task.Version),
        ("@activity", task.Activity),
        ("@steps", task.StepsCompleted),
        ("@failedBy", Packing.Packed(task.FailedBy)),
        ("@byFailing", task.CanceledByFailing),
        ("@now", task.Updated),
        ("@change", session.Change()),
        ("@job", task.Id.Job),
        ("@number", task.Id.Number));

    /// <summary>One of perhaps a million rows, so nothing is read that the table does not keep.</summary>
    public static TaskRow ReadRow(SqliteDataReader reader) => new(
        (uint)reader.GetInt64(0),
        reader.GetString(1),
        reader.GetInt32(2),
        (RenderTaskStatus)reader.GetInt32(3),
        reader.GetInt32(4),
        Held: !reader.IsDBNull(5),
        reader.GetInt32(6),
        reader.GetInt32(7),
        reader.GetInt32(8),
        reader.IsDBNull(9) ? [] : Packing.Numbers(reader.GetFieldValue<byte[]>(9)),
        reader.IsDBNull(10) ? [] : Packing.Workers(reader.GetFieldValue<byte[]>(10)));

    public static StoredTask Read(SqliteDataReader reader) => new()
    {
        Id = reader.Job(0).Task((uint)reader.GetInt64(1)),
        Name = reader.GetString(2),
        Type = reader.GetString(3),
        Priority = reader.GetInt32(4),
        Status = (RenderTaskStatus)reader.GetInt32(5),
        Attempt = reader.GetInt32(6),
        Held = reader.Int32OrNull(7),
        Version = reader.GetInt32(8),
        Activity = reader.GetString(9),
        StepsCompleted = reader.GetInt32(10),
        StepsTotal = reader.GetInt32(11),
        DependsOn = Packing.Numbers(reader.GetFieldValue<byte[]>(12)),
        Updated = reader.Time(13),
        Created = reader.Time(15),
        FailedBy = Packing.Workers(reader.GetFieldValue<byte[]>(14)),
        CanceledByFailing = reader.GetInt32(16) == 1,
    };
}
