using Flamenco.Domain.Identity;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Tasks;
using Flamenco.Storage.Transitions;
using Npgsql;

namespace Flamenco.Storage.Postgres;

/// <summary>Attempts as rows.</summary>
internal static class AttemptRows
{
    private const string Columns =
        "a.job, a.number, a.attempt, a.worker, COALESCE(w.name, ''), COALESCE(w.address, ''), a.slot, a.life, a.ask, a.outcome, a.held, "
        + "a.assigned, a.ended, a.reason, a.alias";

    private const string Select = $"SELECT {Columns} FROM attempts a LEFT JOIN workers w ON w.id = a.worker ";

    private const string FindMany =
        $"""
        SELECT {Columns} FROM unnest($1::uuid[], $2::bigint[], $3::int[]) k(job, number, attempt)
        JOIN attempts a ON a.job = k.job AND a.number = k.number AND a.attempt = k.attempt
        LEFT JOIN workers w ON w.id = a.worker
        """;

    private const string FindHeld =
        $"""
        SELECT {Columns} FROM unnest($1::uuid[]) k(worker)
        JOIN attempts a ON a.worker = k.worker AND (a.outcome = 0 OR a.held)
        LEFT JOIN workers w ON w.id = a.worker
        """;

    private const string FindOpenOfTasks =
        $"""
        SELECT {Columns} FROM unnest($1::uuid[], $2::bigint[]) k(job, number)
        JOIN attempts a ON a.job = k.job AND a.number = k.number AND a.outcome = 0
        LEFT JOIN workers w ON w.id = a.worker
        """;

    private const string FindOpenOfSpan =
        Select + "WHERE a.job = $1 AND a.outcome = 0 AND a.number IN (SELECT t.number FROM tasks t WHERE t.job = $1 AND t.number >= $2 ORDER BY t.number LIMIT $3)";

    private const string UpdateMany =
        """
        UPDATE attempts a SET slot = v.slot, life = v.life, ask = v.ask, outcome = v.outcome, held = v.held, ended = v.ended, reason = v.reason,
            alias = v.alias
        FROM unnest($1::uuid[], $2::bigint[], $3::int[], $4::int[], $5::bigint[], $6::bigint[], $7::int[], $8::boolean[], $9::timestamptz[], $10::text[],
            $11::uuid[]) v(job, number, attempt, slot, life, ask, outcome, held, ended, reason, alias)
        WHERE a.job = v.job AND a.number = v.number AND a.attempt = v.attempt
        """;

    /// <summary>In the order of the slots, so that two silos that fill the same ones wait for each other instead of blocking each other.</summary>
    private const string InsertMany =
        """
        INSERT INTO attempts (job, number, attempt, worker, slot, life, ask, outcome, held, assigned, alias)
        SELECT v.* FROM unnest($1::uuid[], $2::bigint[], $3::int[], $4::uuid[], $5::int[], $6::bigint[], $7::bigint[], $8::int[], $9::boolean[],
            $10::timestamptz[], $11::uuid[]) v(job, number, attempt, worker, slot, life, ask, outcome, held, assigned, alias)
        ORDER BY v.worker, v.slot
        """;

    public static async Task<IReadOnlyList<AttemptRow>> OfTaskAsync(PostgresSession session, TaskId task, CancellationToken cancellation) =>
        await session.QueryAsync(Select + "WHERE a.job = $1 AND a.number = $2 ORDER BY a.attempt", Read, cancellation, task.Job, task.Number);

    public static Task<AttemptRow?> FindAsync(PostgresSession session, Guid alias, CancellationToken cancellation) =>
        session.FirstAsync(Select + "WHERE a.alias = $1", Read, cancellation, alias);

    public static async Task<IReadOnlyList<AttemptRow>> HeldByAsync(PostgresSession session, WorkerId worker, CancellationToken cancellation) =>
        await session.QueryAsync(Select + "WHERE a.worker = $1 AND (a.outcome = 0 OR a.held) ORDER BY a.assigned", Read, cancellation, worker);

    public static void Find(NpgsqlBatch batch, IReadOnlyList<(TaskId Task, int Attempt)> attempts) => batch.Add(
        FindMany,
        attempts.Column(key => key.Task.Job.Value),
        attempts.Column(key => (long)key.Task.Number),
        attempts.Column(key => key.Attempt));

    public static void FindOpenOf(NpgsqlBatch batch, IReadOnlyList<TaskId> tasks) => batch.Add(
        FindOpenOfTasks,
        tasks.Column(task => task.Job.Value),
        tasks.Column(task => (long)task.Number));

    public static void FindOpenIn(NpgsqlBatch batch, JobId job, TaskSpan span) => batch.Add(FindOpenOfSpan, job, span.From, span.Count);

    public static void FindHeldBy(NpgsqlBatch batch, IReadOnlyList<WorkerId> workers) => batch.Add(
        FindHeld, workers.Column(worker => worker.Value));

    public static void Insert(NpgsqlBatch batch, IReadOnlyList<AttemptRow> attempts)
    {
        if (attempts.Count is 0)
            return;

        batch.Add(
            InsertMany,
            attempts.Column(attempt => attempt.Task.Job.Value),
            attempts.Column(attempt => (long)attempt.Task.Number),
            attempts.Column(attempt => attempt.Attempt),
            attempts.Column(attempt => attempt.Worker.Value),
            attempts.Column(attempt => attempt.Slot),
            attempts.Column(attempt => attempt.Life),
            attempts.Column(attempt => attempt.Ask),
            attempts.Column(attempt => (int)attempt.Outcome),
            attempts.Column(attempt => attempt.Held),
            attempts.Column(attempt => attempt.Assigned),
            attempts.Column(attempt => attempt.Alias));
    }

    public static void Update(NpgsqlBatch batch, IReadOnlyList<AttemptRow> attempts)
    {
        if (attempts.Count is 0)
            return;

        batch.Add(
            UpdateMany,
            attempts.Column(attempt => attempt.Task.Job.Value),
            attempts.Column(attempt => (long)attempt.Task.Number),
            attempts.Column(attempt => attempt.Attempt),
            attempts.Column(attempt => attempt.Slot),
            attempts.Column(attempt => attempt.Life),
            attempts.Column(attempt => attempt.Ask),
            attempts.Column(attempt => (int)attempt.Outcome),
            attempts.Column(attempt => attempt.Held),
            attempts.Column(attempt => attempt.Ended),
            attempts.Column(attempt => attempt.Reason),
            attempts.Column(attempt => attempt.Alias));
    }

    public static AttemptRow Read(NpgsqlDataReader reader) => new()
    {
        Task = reader.Task(0, 1),
        Attempt = reader.GetInt32(2),
        Worker = reader.Worker(3),
        WorkerName = reader.GetString(4),
        WorkerAddress = reader.GetString(5),
        Slot = reader.GetInt32(6),
        Life = reader.GetInt64(7),
        Ask = reader.GetInt64(8),
        Outcome = (AttemptOutcome)reader.GetInt32(9),
        Held = reader.GetBoolean(10),
        Assigned = reader.Time(11),
        Ended = reader.TimeOrNull(12),
        Reason = reader.TextOrNull(13),
        Alias = reader.IsDBNull(14) ? null : reader.GetGuid(14),
    };
}
