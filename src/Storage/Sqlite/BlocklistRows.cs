using Flamenco.Domain.Identity;
using Flamenco.Domain.Scheduling;
using Flamenco.Storage.Jobs;

namespace Flamenco.Storage.Sqlite;

/// <summary>Workers that no longer get tasks of a type of a job, as rows.</summary>
internal static class BlocklistRows
{
    public static List<BlocklistEntry> Of(SqliteSession session, JobId job) => session.Query(
        "SELECT task_type, worker FROM blocklist WHERE job = @job ORDER BY task_type, at, worker",
        reader => new BlocklistEntry(reader.GetString(0), reader.Worker(1)),
        ("@job", job));

    public static void Insert(SqliteSession session, JobId job, BlocklistEntry entry, DateTimeOffset now) => session.Execute(
        "INSERT INTO blocklist (job, task_type, worker, at) VALUES (@job, @type, @worker, @now) ON CONFLICT DO NOTHING",
        ("@job", job),
        ("@type", entry.TaskType),
        ("@worker", entry.Worker),
        ("@now", now));

    public static void Remove(SqliteSession session, JobId job, BlocklistEntry entry) => session.Execute(
        "DELETE FROM blocklist WHERE job = @job AND task_type = @type AND worker = @worker",
        ("@job", job),
        ("@type", entry.TaskType),
        ("@worker", entry.Worker));

    /// <summary>With names, for people. None of a job that queries do not show.</summary>
    public static List<BlocklistRow> Named(SqliteSession session, JobId job) => session.Query(
        """
        SELECT b.task_type, b.worker, COALESCE(w.name, '') FROM blocklist b
        JOIN jobs j ON j.id = b.job AND j.status NOT IN (0, 10)
        LEFT JOIN workers w ON w.id = b.worker
        WHERE b.job = @job ORDER BY 3, b.task_type, b.worker
        """,
        reader => new BlocklistRow(new BlocklistEntry(reader.GetString(0), reader.Worker(1)), reader.GetString(2)),
        ("@job", job));

    public static void Clear(SqliteSession session, JobId job) => session.Execute("DELETE FROM blocklist WHERE job = @job", ("@job", job));
}
