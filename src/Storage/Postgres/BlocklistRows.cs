using Flamenco.Domain.Identity;
using Flamenco.Domain.Scheduling;
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

    public static void Clear(NpgsqlBatch batch, IReadOnlyList<JobId> jobs)
    {
        if (jobs.Count > 0)
            batch.Add("DELETE FROM blocklist WHERE job = ANY($1)", jobs.Column(job => job.Value));
    }
}
