using Flamenco.Domain.Identity;
using Flamenco.Domain.Workers;
using Flamenco.Storage.Workers;
using Npgsql;

namespace Flamenco.Storage.Postgres;

/// <summary>Workers as rows.</summary>
internal static class WorkerRows
{
    private const string Columns =
        "id, manager, name, secret_hash, platform, address, software, task_types, status, requested, can_restart, registered, last_seen, lost_from";

    private const string Select = $"SELECT {Columns}, ARRAY(SELECT tag FROM worker_tags t WHERE t.worker = workers.id ORDER BY tag) FROM workers ";

    private const string InsertNew =
        $"""
        INSERT INTO workers ({Columns}, change)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, {PostgresSession.Change})
        ON CONFLICT (id) DO NOTHING
        """;

    private const string UpdateOne =
        $"""
        UPDATE workers SET name = $2, address = $3, software = $4, task_types = $5, status = $6, requested = $7, can_restart = $8,
            last_seen = $9, lost_from = $10, change = {PostgresSession.Change}
        WHERE id = $1
        """;

    public static Task<WorkerRow?> FindAsync(PostgresSession session, WorkerId worker, CancellationToken cancellation) =>
        session.FirstAsync(Select + "WHERE id = $1", Read, cancellation, worker);

    public static Task<WorkerRow?> LockAsync(PostgresSession session, WorkerId worker, CancellationToken cancellation) =>
        session.FirstAsync(Select + "WHERE id = $1 FOR UPDATE", Read, cancellation, worker);

    /// <summary>Those that have signed on at least once, by name.</summary>
    public static async Task<IReadOnlyList<WorkerRow>> ListAsync(
        PostgresSession session, ManagerId? manager, CancellationToken cancellation) => await session.QueryAsync(
        Select + "WHERE status <> 0 AND ($1::uuid IS NULL OR manager = $1) ORDER BY name, id", Read, cancellation, manager);

    /// <summary>Those that have an open attempt.</summary>
    public static async Task<HashSet<WorkerId>> BusyAsync(PostgresSession session, ManagerId manager, CancellationToken cancellation) => [.. await session.QueryAsync(
        "SELECT DISTINCT a.worker FROM attempts a JOIN workers w ON w.id = a.worker WHERE a.outcome = 0 AND w.manager = $1",
        reader => reader.Worker(0),
        cancellation,
        manager)];

    /// <returns>False: there is such a Worker already.</returns>
    public static async Task<bool> InsertAsync(PostgresSession session, WorkerRow worker, CancellationToken cancellation) =>
        await session.ExecuteAsync(
            InsertNew,
            cancellation,
            worker.Id, worker.Manager, worker.Name, worker.SecretHash, worker.Platform, worker.Address, worker.Software,
            worker.TaskTypes.ToArray(), worker.Status, worker.Requested, worker.CanRestart, worker.Registered, worker.LastSeen, worker.LostFrom) == 1;

    public static Task UpdateAsync(PostgresSession session, WorkerRow worker, CancellationToken cancellation) => session.ExecuteAsync(
        UpdateOne,
        cancellation,
        worker.Id, worker.Name, worker.Address, worker.Software, worker.TaskTypes.ToArray(), worker.Status, worker.Requested,
        worker.CanRestart, worker.LastSeen, worker.LostFrom);

    private static WorkerRow Read(NpgsqlDataReader reader) => new()
    {
        Id = reader.Worker(0),
        Manager = reader.Manager(1),
        Name = reader.GetString(2),
        SecretHash = reader.GetString(3),
        Platform = reader.GetString(4),
        Address = reader.GetString(5),
        Software = reader.GetString(6),
        TaskTypes = reader.GetFieldValue<string[]>(7),
        Status = (WorkerStatus)reader.GetInt32(8),
        Requested = reader.Int32OrNull(9) is { } requested ? (WorkerStatus)requested : null,
        CanRestart = reader.GetBoolean(10),
        Registered = reader.Time(11),
        LastSeen = reader.TimeOrNull(12),
        LostFrom = reader.Int32OrNull(13) is { } lostFrom ? (WorkerStatus)lostFrom : null,
        Tags = [.. reader.GetFieldValue<Guid[]>(14).Select(tag => new TagId(tag))],
    };
}
