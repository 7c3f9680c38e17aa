using Flamenco.Domain.Identity;
using Flamenco.Storage.Jobs;
using Npgsql;

namespace Flamenco.Storage.Postgres;

/// <summary>What is left of deleted jobs, as rows.</summary>
internal static class TombstoneRows
{
    private const string Columns =
        "job, name, type, manager, submitted_by, created, deleted_by, deleted, tasks, completed, failed, steps_completed, steps_total";

    public static Task<Tombstone?> FindAsync(PostgresSession session, JobId job, CancellationToken cancellation) =>
        session.FirstAsync($"SELECT {Columns} FROM tombstones WHERE job = $1", Read, cancellation, job);

    public static void Insert(NpgsqlBatch batch, Tombstone row) => batch.Add(
        $"INSERT INTO tombstones ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        row.Job, row.Name, row.Type, row.Manager, row.SubmittedBy, row.Created, row.DeletedBy, row.Deleted, row.Tasks, row.Completed,
        row.Failed, row.StepsCompleted, row.StepsTotal);

    private static Tombstone Read(NpgsqlDataReader reader) => new()
    {
        Job = reader.Job(0),
        Name = reader.GetString(1),
        Type = reader.GetString(2),
        Manager = reader.Manager(3),
        SubmittedBy = reader.GetString(4),
        Created = reader.Time(5),
        DeletedBy = reader.GetString(6),
        Deleted = reader.Time(7),
        Tasks = reader.GetInt32(8),
        Completed = reader.GetInt32(9),
        Failed = reader.GetInt32(10),
        StepsCompleted = reader.GetInt64(11),
        StepsTotal = reader.GetInt64(12),
    };
}
