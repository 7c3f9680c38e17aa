using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Transitions;
using Npgsql;

namespace Flamenco.Storage.Postgres;

/// <summary>Jobs as rows, with their logs.</summary>
internal static class JobRows
{
    public const string Columns =
        "id, name, type, priority, status, activity, settings, metadata, shaman_checkout, worker_tag, manager, submitted_by, "
        + "created, updated, generation, queued, active, completed, soft_failed, failed, canceled, paused, steps_completed, steps_total, "
        + "sweep, sweep_next, sweep_after, sweep_reason, last_operation, forgiven";

    private const string FindOne = $"SELECT {Columns} FROM jobs WHERE id = $1 AND status NOT IN (0, 10)";

    /// <summary>Locks them in their order, so that writers wait for each other instead of blocking each other.</summary>
    private const string LockMany = $"SELECT {Columns} FROM jobs WHERE id = ANY($1) ORDER BY id FOR UPDATE";

    private const string InsertOne =
        $"""
        INSERT INTO jobs ({Columns}, change)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
            0, 0, 0, '', NULL, 0, {PostgresSession.Change})
        """;

    private const string UpdateMany =
        $"""
        UPDATE jobs j SET priority = v.priority, status = v.status, activity = v.activity, generation = v.generation,
            queued = v.queued, active = v.active, completed = v.completed, soft_failed = v.soft_failed, failed = v.failed,
            canceled = v.canceled, paused = v.paused, steps_completed = v.steps, sweep = v.sweep, sweep_next = v.sweep_next,
            sweep_after = v.sweep_after, sweep_reason = v.sweep_reason, last_operation = v.operation, forgiven = v.forgiven,
            worker_tag = v.tag, updated = v.updated, change = {PostgresSession.Change}
        FROM unnest($1::uuid[], $2::int[], $3::int[], $4::text[], $5::bigint[], $6::int[], $7::int[], $8::int[], $9::int[], $10::int[],
            $11::int[], $12::int[], $13::bigint[], $14::int[], $15::bigint[], $16::int[], $17::text[], $18::uuid[], $19::int[], $20::timestamptz[], $21::text[])
            v(id, priority, status, activity, generation, queued, active, completed, soft_failed, failed, canceled, paused, steps,
                sweep, sweep_next, sweep_after, sweep_reason, operation, forgiven, updated, tag)
        WHERE j.id = v.id
        """;

    private const string InsertLog =
        """
        INSERT INTO operation_log (job, sequence, at, who, what, detail)
        SELECT v.job, COALESCE((SELECT MAX(o.sequence) FROM operation_log o WHERE o.job = v.job), 0)
                + row_number() OVER (PARTITION BY v.job ORDER BY v.place), $1, v.who, v.what, v.detail
        FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) WITH ORDINALITY v(job, who, what, detail, place)
        """;

    public static Task<JobRow?> FindAsync(PostgresSession session, JobId job, CancellationToken cancellation) =>
        session.FirstAsync(FindOne, Read, cancellation, job);

    public static void Lock(NpgsqlBatch batch, IEnumerable<JobId> jobs) =>
        batch.Add(LockMany, (object)jobs.Select(job => job.Value).ToArray());

    public static Task InsertAsync(PostgresSession session, JobRow job, CancellationToken cancellation) => session.ExecuteAsync(
        InsertOne,
        cancellation,
        job.Id, job.Name, job.Type, job.Priority, job.Status, job.Activity, job.Settings, job.Metadata, job.ShamanCheckout,
        job.WorkerTag, job.Manager, job.SubmittedBy, job.Created, job.Updated, job.Generation, job.Counts.Queued, job.Counts.Active,
        job.Counts.Completed, job.Counts.SoftFailed, job.Counts.Failed, job.Counts.Canceled, job.Counts.Paused, job.StepsCompleted,
        job.StepsTotal);

    /// <summary>Writes what changes about jobs, in one statement.</summary>
    public static void Update(NpgsqlBatch batch, IReadOnlyList<JobRow> jobs)
    {
        if (jobs.Count is 0)
            return;

        batch.Add(
            UpdateMany,
            jobs.Column(job => job.Id.Value),
            jobs.Column(job => job.Priority),
            jobs.Column(job => (int)job.Status),
            jobs.Column(job => job.Activity),
            jobs.Column(job => job.Generation),
            jobs.Column(job => job.Counts.Queued),
            jobs.Column(job => job.Counts.Active),
            jobs.Column(job => job.Counts.Completed),
            jobs.Column(job => job.Counts.SoftFailed),
            jobs.Column(job => job.Counts.Failed),
            jobs.Column(job => job.Counts.Canceled),
            jobs.Column(job => job.Counts.Paused),
            jobs.Column(job => job.StepsCompleted),
            jobs.Column(job => (int)job.SweepKind),
            jobs.Column(job => (long)(job.Sweep?.Next ?? 0)),
            jobs.Column(job => (int)(job.Sweep?.After ?? 0)),
            jobs.Column(job => job.Sweep?.Reason ?? ""),
            jobs.Column(job => job.LastOperation),
            jobs.Column(job => job.Forgiven),
            jobs.Column(job => job.Updated),
            jobs.Column(job => job.WorkerTag));
    }

    public static void Log(NpgsqlBatch batch, DateTimeOffset now, IReadOnlyList<OperationEntry> entries)
    {
        if (entries.Count is 0)
            return;

        batch.Add(
            InsertLog,
            now,
            entries.Column(entry => entry.Job.Value),
            entries.Column(entry => entry.Who),
            entries.Column(entry => entry.What),
            entries.Column(entry => entry.Detail));
    }

    public static void Audit(NpgsqlBatch batch, DateTimeOffset now, AuditEntry entry) => batch.Add(
        "INSERT INTO audit (at, who, role, address, what, target, before, after) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        now, entry.By.Who, entry.By.Role, entry.By.Address, entry.What, entry.Target, entry.Before, entry.After);

    public static JobRow Read(NpgsqlDataReader reader) => new()
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
        LastOperation = reader.IsDBNull(28) ? null : reader.GetGuid(28),
        Forgiven = reader.GetInt32(29),
    };
}
