using Flamenco.Domain.Identity;
using Flamenco.Domain.Scheduling;

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

    public static void Clear(SqliteSession session, JobId job) => session.Execute("DELETE FROM blocklist WHERE job = @job", ("@job", job));
}
