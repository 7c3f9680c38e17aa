using Flamenco.Domain.Compiling;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Scheduling;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Tasks;
using Flamenco.Storage.Transitions;
using Npgsql;

namespace Flamenco.Storage.Postgres;

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
        + "NULLIF(t.depends_on, ''::bytea), NULLIF(t.failed_by, ''::bytea)";

    private const string FindOne =
        $"SELECT {Columns} FROM tasks t WHERE t.job = $1 AND t.number = $2 AND EXISTS (SELECT 1 FROM jobs j WHERE j.id = t.job AND j.status NOT IN (0, 10))";

    private const string LockSpan =
        $"SELECT {Columns} FROM tasks t WHERE t.job = $1 AND t.number >= $2 ORDER BY t.number LIMIT $3 FOR UPDATE OF t";

    private const string LockMany =
        $"""
        SELECT {Columns} FROM unnest($1::uuid[], $2::bigint[]) k(job, number)
        JOIN tasks t ON t.job = k.job AND t.number = k.number
        ORDER BY t.job, t.number FOR UPDATE OF t
        """;

    private const string UpdateMany =
        $"""
        UPDATE tasks t SET status = v.status, attempt = v.attempt, held = v.held, version = v.version, activity = v.activity,
            steps_completed = v.steps, failed_by = v.failed_by, canceled_by_failing = v.by_failing, updated = v.updated,
            change = {PostgresSession.Change}
        FROM unnest($1::uuid[], $2::bigint[], $3::int[], $4::int[], $5::int[], $6::int[], $7::text[], $8::int[], $9::bytea[], $10::boolean[],
            $11::timestamptz[])
            v(job, number, status, attempt, held, version, activity, steps, failed_by, by_failing, updated)
        WHERE t.job = v.job AND t.number = v.number
        """;

    public static Task<StoredTask?> FindAsync(PostgresSession session, TaskId task, CancellationToken cancellation) =>
        session.FirstAsync(FindOne, Read, cancellation, task.Job, task.Number);

    public static void Lock(NpgsqlBatch batch, IReadOnlyList<TaskId> tasks) =>
        batch.Add(LockMany, tasks.Column(task => task.Job.Value), tasks.Column(task => (long)task.Number));

    public static void LockInSpan(NpgsqlBatch batch, JobId job, TaskSpan span) => batch.Add(LockSpan, job, span.From, span.Count);

    /// <summary>Stores some tasks of a new job.</summary>
    public static async Task CopyAsync(PostgresSession session, NewJob job, CompiledTask[] tasks, DateTimeOffset now, CancellationToken cancellation)
    {
        var change = await session.FirstAsync($"SELECT {PostgresSession.Change}", reader => reader.GetInt64(0), cancellation);
        var status = job.TaskStatus();
        await session.CopyAsync(
            "tasks (job, number, name, type, priority, status, attempt, version, activity, steps_completed, steps_total, depends_on, "
            + "failed_by, canceled_by_failing, updated, change)",
            tasks,
            task => [job.Id, task.Number, task.Name, task.Type, task.Priority, status, 0, 1, "", 0, task.StepsTotal,
                Packing.Packed(task.DependsOn), Array.Empty<byte>(), false, now, change],
            cancellation);
    }

    public static void Update(NpgsqlBatch batch, IReadOnlyList<StoredTask> tasks)
    {
        if (tasks.Count is 0)
            return;

        batch.Add(
            UpdateMany,
            tasks.Column(task => task.Id.Job.Value),
            tasks.Column(task => (long)task.Id.Number),
            tasks.Column(task => (int)task.Status),
            tasks.Column(task => task.Attempt),
            tasks.Column(task => task.Held),
            tasks.Column(task => task.Version),
            tasks.Column(task => task.Activity),
            tasks.Column(task => task.StepsCompleted),
            tasks.Column(task => Packing.Packed(task.FailedBy)),
            tasks.Column(task => task.CanceledByFailing),
            tasks.Column(task => task.Updated));
    }

    /// <summary>One of perhaps a million rows, so nothing is read that the table does not keep.</summary>
    public static TaskRow ReadRow(NpgsqlDataReader reader) => new(
        (uint)reader.GetInt64(0),
        reader.GetString(1),
        reader.GetInt32(2),
        (RenderTaskStatus)reader.GetInt32(3),
        reader.GetInt32(4),
        Held: !reader.IsDBNull(5),
        reader.GetInt32(6),
        reader.GetInt32(7),
        reader.GetInt32(8),
        reader.IsDBNull(9) ? [] : Packing.Numbers(reader.Bytes(9)),
        reader.IsDBNull(10) ? [] : Packing.Workers(reader.Bytes(10)));

    public static StoredTask Read(NpgsqlDataReader reader) => new()
    {
        Id = reader.Task(0, 1),
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
        DependsOn = Packing.Numbers(reader.Bytes(12)),
        Updated = reader.Time(13),
        FailedBy = Packing.Workers(reader.Bytes(14)),
        Created = reader.Time(15),
        CanceledByFailing = reader.GetBoolean(16),
    };
}
