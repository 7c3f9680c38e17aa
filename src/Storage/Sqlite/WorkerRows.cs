using System.Text.Json;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Workers;
using Flamenco.Storage.Workers;
using Microsoft.Data.Sqlite;

namespace Flamenco.Storage.Sqlite;

/// <summary>Workers as rows.</summary>
internal static class WorkerRows
{
    private const string Select =
        "SELECT id, manager, name, secret_hash, platform, address, software, task_types, status, requested, can_restart, registered, last_seen, lost_from, "
        + "(SELECT group_concat(hex(tag)) FROM worker_tags t WHERE t.worker = workers.id) FROM workers ";

    public static WorkerRow? Find(SqliteSession session, WorkerId worker) =>
        session.First(Select + "WHERE id = @worker", Read, ("@worker", worker));

    /// <summary>Those that have signed on at least once, by name.</summary>
    public static List<WorkerRow> List(SqliteSession session, ManagerId? manager) => session.Query(
        Select + "WHERE status <> 0 AND (@manager IS NULL OR manager = @manager) ORDER BY name, id",
        Read,
        ("@manager", manager));

    /// <summary>Those that have an open attempt.</summary>
    public static HashSet<WorkerId> Busy(SqliteSession session, ManagerId manager) => [.. session.Query(
        "SELECT DISTINCT a.worker FROM attempts a JOIN workers w ON w.id = a.worker WHERE a.outcome = 0 AND w.manager = @manager",
        reader => reader.Worker(0),
        ("@manager", manager))];

    public static void Save(SqliteSession session, WorkerRow worker) => session.Execute(
        """
        INSERT INTO workers (id, manager, name, secret_hash, platform, address, software, task_types, status, requested, can_restart,
            registered, last_seen, lost_from, change)
        VALUES (@id, @manager, @name, @hash, @platform, @address, @software, @types, @status, @requested, @canRestart,
            @registered, @lastSeen, @lostFrom, @change)
        ON CONFLICT (id) DO UPDATE SET name = @name, address = @address, software = @software, task_types = @types, status = @status,
            requested = @requested, can_restart = @canRestart, last_seen = @lastSeen, lost_from = @lostFrom, change = @change
        """,
        ("@id", worker.Id),
        ("@manager", worker.Manager),
        ("@name", worker.Name),
        ("@hash", worker.SecretHash),
        ("@platform", worker.Platform),
        ("@address", worker.Address),
        ("@software", worker.Software),
        ("@types", JsonSerializer.Serialize(worker.TaskTypes)),
        ("@status", worker.Status),
        ("@requested", worker.Requested),
        ("@canRestart", worker.CanRestart),
        ("@registered", worker.Registered),
        ("@lastSeen", worker.LastSeen),
        ("@lostFrom", worker.LostFrom),
        ("@change", session.Change()));

    private static WorkerRow Read(SqliteDataReader reader) => new()
    {
        Id = reader.Worker(0),
        Manager = reader.Manager(1),
        Name = reader.GetString(2),
        SecretHash = reader.GetString(3),
        Platform = reader.GetString(4),
        Address = reader.GetString(5),
        Software = reader.GetString(6),
        TaskTypes = JsonSerializer.Deserialize<string[]>(reader.GetString(7)) ?? [],
        Status = (WorkerStatus)reader.GetInt32(8),
        Requested = reader.Int32OrNull(9) is { } requested ? (WorkerStatus)requested : null,
        CanRestart = reader.GetInt32(10) == 1,
        Registered = reader.Time(11),
        LastSeen = reader.TimeOrNull(12),
        LostFrom = reader.Int32OrNull(13) is { } lostFrom ? (WorkerStatus)lostFrom : null,
        Tags = [.. reader.TextOrNull(14)?.Split(',').Select(tag => new TagId(new Guid(Convert.FromHexString(tag), bigEndian: true))) ?? []],
    };
}
