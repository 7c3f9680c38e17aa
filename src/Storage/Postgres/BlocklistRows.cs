using Flamenco.Domain.Identity;
using Flamenco.Domain.Scheduling;
using Flamenco.Storage.Jobs;
using Npgsql;

namespace Flamenco.Storage.Postgres;

/// <summary>Workers that no longer get tasks of a type of a job, as rows.</summary>
internal static class BlocklistRows
{
    private const string InsertMany =
        """
        INSERT INTO blocklist (job, task_type, worker, at)
        SELECT v.job, v.type, v.worker, $1 FROM unnest($2::uuid[], $3::text[], $4::uuid[]) v(job, type, worker)
        ON CONFLICT DO NOTHING
        """;

    public static async Task<IReadOnlyList<BlocklistEntry>> OfAsync(PostgresSession session, JobId job, CancellationToken cancellation) =>
        await session.QueryAsync(
            "SELECT task_type, worker FROM blocklist WHERE job = $1 ORDER BY task_type, at, worker",
            reader => new BlocklistEntry(reader.GetString(0), reader.Worker(1)),
            cancellation,
            job);

    public static void Insert(NpgsqlBatch batch, DateTimeOffset now, IReadOnlyList<(JobId Job, BlocklistEntry Entry)> entries)
    {
        if (entries.Count is 0)
            return;

        batch.Add(
            InsertMany,
            now,
            entries.Column(row => row.Job.Value),
            entries.Column(row => row.Entry.TaskType),
            entries.Column(row => row.Entry.Worker.Value));
    }

    public static void Remove(NpgsqlBatch batch, IReadOnlyList<(JobId Job, BlocklistEntry Entry)> entries)
    {
        if (entries.Count is 0)
            return;

        batch.Add(
            """
            DELETE FROM blocklist b USING unnest($1::uuid[], $2::text[], $3::uuid[]) v(job, type, worker)
            WHERE b.job = v.job AND b.task_type = v.type AND b.worker = v.worker
            """,
            entries.Column(row => row.Job.Value),
            entries.Column(row => row.Entry.TaskType),
            entries.Column(row => row.Entry.Worker.Value));
    }

    /// <summary>With names, for people. None of a job that queries do not show.</summary>
    public static async Task<IReadOnlyList<BlocklistRow>> NamedAsync(PostgresSession session, JobId job, CancellationToken cancellation) =>
        await session.QueryAsync(
            """
            SELECT b.task_type, b.worker, COALESCE(w.name, '') AS name FROM blocklist b
            JOIN jobs j ON j.id = b.job AND j.status NOT IN (0, 10)
            LEFT JOIN workers w ON w.id = b.worker
            WHERE b.job = $1 ORDER BY name, b.task_type, b.worker
            """,
            reader => new BlocklistRow(new BlocklistEntry(reader.GetString(0), reader.Worker(1)), reader.GetString(2)),
            cancellation,
            job);

    public static void Clear(NpgsqlBatch batch, IReadOnlyList<JobId> jobs)
    {
        if (jobs.Count > 0)
            batch.Add("DELETE FROM blocklist WHERE job = ANY($1)", jobs.Column(job => job.Value));
    }
}
