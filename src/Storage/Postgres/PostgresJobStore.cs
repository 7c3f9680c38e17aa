using Flamenco.Domain.Compiling;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Storage.Committing;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Tasks;
using Flamenco.Storage.Transitions;

namespace Flamenco.Storage.Postgres;

/// <inheritdoc cref="JobStore"/>
internal sealed class PostgresJobStore(PostgresDatabase database, Committer committer, TimeProvider time) : JobStore(committer)
{
    private const string EraseChunk =
        """
        WITH chunk AS MATERIALIZED (SELECT number FROM tasks WHERE job = $1 ORDER BY number LIMIT $2),
            a AS (DELETE FROM attempts WHERE job = $1 AND number IN (SELECT number FROM chunk)),
            t AS (DELETE FROM tasks WHERE job = $1 AND number IN (SELECT number FROM chunk))
        SELECT MAX(number) FROM chunk
        """;

    public override Task<(JobId Job, string Fingerprint)?> FindByKeyAsync(string who, string key, CancellationToken cancellation = default) =>
        database.ReadAsync<(JobId, string)?>(
            async session => await KeyRows.FindAsync(session, new PersonsKey(who, key), cancellation) is { } row ? (row.Job, row.Fingerprint) : null,
            cancellation);

    public override Task<JobRow?> FindAsync(JobId job, CancellationToken cancellation = default) =>
        database.ReadAsync(session => JobRows.FindAsync(session, job, cancellation), cancellation);

    public override Task<JobTable?> TableAsync(JobId job, CancellationToken cancellation = default) => database.ReadAtOneMomentAsync(
        async session =>
        {
            if (await JobRows.FindAsync(session, job, cancellation) is not { } row)
                return null;

            var tasks = await session.QueryAsync(
                $"SELECT {TaskRows.TableColumns} FROM tasks t WHERE t.job = $1 ORDER BY t.number", TaskRows.ReadRow, cancellation, job);
            return new JobTable(row, tasks, await BlocklistRows.OfAsync(session, job, cancellation), await CursorAsync(session, cancellation));
        },
        cancellation);

    public override Task<JobChanges?> ChangesAsync(JobId job, long cursor, CancellationToken cancellation = default) => database.ReadAtOneMomentAsync(
        async session =>
        {
            if (await JobRows.FindAsync(session, job, cancellation) is not { } row)
                return null;

            var changed = await session.QueryAsync(
                $"SELECT {TaskRows.Columns} FROM tasks t WHERE t.job = $1 AND t.change > $2 ORDER BY t.number",
                reader => TaskRows.Read(reader).Change,
                cancellation,
                job,
                cursor);
            return new JobChanges(row, changed, await BlocklistRows.OfAsync(session, job, cancellation), await CursorAsync(session, cancellation));
        },
        cancellation);

    public override async Task<IReadOnlyList<JobId>> UnfinishedAsync(CancellationToken cancellation = default) => await database.ReadAsync(
        session => session.QueryAsync("SELECT id FROM jobs WHERE status IN (1, 2, 5, 7, 9, 10) OR sweep <> 0", reader => reader.Job(0), cancellation), cancellation);

    public override async Task<IReadOnlyList<JobRow>> ListAsync(
        int limit, JobId? after, ManagerId? manager, CancellationToken cancellation = default) => await database.ReadAsync(
        session => session.QueryAsync(
            $"""
            SELECT {JobRows.Columns} FROM jobs
            WHERE status NOT IN (0, 10) AND ($1::uuid IS NULL OR manager = $1)
                AND ($2::uuid IS NULL OR (created, id) < (SELECT created, id FROM jobs WHERE id = $2))
            ORDER BY created DESC, id DESC LIMIT $3
            """,
            JobRows.Read,
            cancellation,
            manager,
            after,
            limit),
        cancellation);

    public override async Task<IReadOnlyList<OperationRow>> OperationsAsync(JobId job, CancellationToken cancellation = default) => await database.ReadAsync(
        session => session.QueryAsync(
            "SELECT sequence, at, who, what, detail FROM operation_log WHERE job = $1 ORDER BY sequence",
            reader => new OperationRow(reader.GetInt32(0), reader.Time(1), reader.GetString(2), reader.GetString(3), reader.GetString(4)),
            cancellation,
            job),
        cancellation);

    public override Task<IReadOnlyList<BlocklistRow>> BlocklistAsync(JobId job, CancellationToken cancellation = default) =>
        database.ReadAsync(session => BlocklistRows.NamedAsync(session, job, cancellation), cancellation);

    public override Task<Tombstone?> TombstoneAsync(JobId job, CancellationToken cancellation = default) =>
        database.ReadAsync(session => TombstoneRows.FindAsync(session, job, cancellation), cancellation);

    public override async Task<IReadOnlyList<JobId>> DiscardAsync(DateTimeOffset before, CancellationToken cancellation = default) =>
        await database.WriteAsync(
            session => session.QueryAsync(
                "UPDATE jobs SET status = 10, updated = $1 WHERE status = 0 AND updated < $2 RETURNING id",
                reader => reader.Job(0),
                cancellation,
                time.GetUtcNow(),
                before),
            cancellation);

    public override Task<bool> EraseAsync(JobId job, CancellationToken cancellation = default) =>
        database.WriteAsync(session => EraseAsync(session, job, cancellation), cancellation);

    protected override Task BringAsync(NewJob job, CompiledTask[] tasks, CancellationToken cancellation) => database.WriteAsync(
        async session =>
        {
            var now = time.GetUtcNow();
            if (tasks[0] == job.Tasks[0])
                await JobRows.InsertAsync(session, job.UnderConstruction(now), cancellation);
            else if (await session.ExecuteAsync("UPDATE jobs SET updated = $1 WHERE id = $2 AND status = 0", cancellation, now, job.Id) == 0)
                return false;

            await TaskRows.CopyAsync(session, job, tasks, now, cancellation);
            await session.CopyAsync(
                "command_pages (job, page, commands)", CommandPages.Write(tasks), page => [job.Id, page.Page, page.Bytes], cancellation);
            return true;
        },
        cancellation);

    protected override Task DiscardAsync(JobId job, CancellationToken cancellation) => database.WriteAsync(
        session => session.ExecuteAsync("UPDATE jobs SET status = 10 WHERE id = $1 AND status = 0", cancellation, job), cancellation);

    private static async Task<bool> EraseAsync(PostgresSession session, JobId job, CancellationToken cancellation)
    {
        var isDeleting = await session.FirstAsync(
            "SELECT status FROM jobs WHERE id = $1 FOR UPDATE", reader => reader.GetInt32(0) == (int)JobStatus.Deleting, cancellation, job);
        if (!isDeleting)
            return false;

        var last = await session.FirstAsync(
            EraseChunk, reader => reader.IsDBNull(0) ? (long?)null : reader.GetInt64(0), cancellation, job, TasksAtOnce);
        if (last is { } number)
        {
            await session.ExecuteAsync("DELETE FROM command_pages WHERE job = $1 AND page < $2", cancellation, job, CommandPages.PageOf((uint)number));
            return true;
        }

        foreach (var table in (string[])["command_pages", "operation_log", "blocklist"])
            await session.ExecuteAsync($"DELETE FROM {table} WHERE job = $1", cancellation, job);
        await session.ExecuteAsync("DELETE FROM jobs WHERE id = $1", cancellation, job);
        return false;
    }

    private static Task<long> CursorAsync(PostgresSession session, CancellationToken cancellation) =>
        session.FirstAsync($"SELECT {PostgresSession.Cursor}", reader => reader.GetInt64(0), cancellation);
}
