using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Tasks;

namespace Flamenco.Storage.Postgres;

/// <inheritdoc cref="IJobStore"/>
internal sealed class PostgresJobStore(PostgresDatabase database, TimeProvider time) : IJobStore
{
    // As numbers in the text: only so is the index of unfinished jobs used.
    private static readonly string SelectUnfinished =
        $"SELECT id FROM jobs WHERE status IN ({string.Join(", ", JobStatuses.All.Where(MayGoOn).Select(status => (int)status))})";

    public Task<Written<JobRow>> CreateAsync(NewJob job, CancellationToken cancellation = default)
    {
        job.Checked();
        return database.WriteAsync(session => CreateAsync(session, job, cancellation), cancellation);
    }

    public Task<(JobId Job, string Fingerprint)?> FindByKeyAsync(string who, string key, CancellationToken cancellation = default) =>
        database.ReadAsync(session => FindByKeyAsync(session, who, key, cancellation), cancellation);

    public Task<JobRow?> FindAsync(JobId job, CancellationToken cancellation = default) =>
        database.ReadAsync(session => JobRows.FindAsync(session, job, cancellation), cancellation);

    public Task<JobTable?> TableAsync(JobId job, CancellationToken cancellation = default) => database.ReadAtOneMomentAsync(
        async session =>
        {
            if (await JobRows.FindAsync(session, job, cancellation) is not { } row)
                return null;

            var tasks = await session.QueryAsync(
                $"SELECT {TaskRows.Columns} FROM tasks t WHERE t.job = $1 ORDER BY t.number", reader => TaskRows.Read(reader).Row, cancellation, job);
            return new JobTable(row, tasks, await CursorAsync(session, cancellation));
        },
        cancellation);

    public Task<JobChanges?> ChangesAsync(JobId job, long cursor, CancellationToken cancellation = default) => database.ReadAtOneMomentAsync(
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
            return new JobChanges(row, changed, await CursorAsync(session, cancellation));
        },
        cancellation);

    public Task<Written<JobRow>> CommandAsync(
        JobId job, JobCommand command, OperationBy by, CancellationToken cancellation = default)
    {
        by.Checked();
        return database.WriteAsync(session => ChangeAsync(session, job, row => JobChange.Of(row, command, by), cancellation), cancellation);
    }

    public Task<Written<JobRow>> SettleAsync(SettleJob settle, CancellationToken cancellation = default)
    {
        settle.Checked();
        return database.WriteAsync(session => ChangeAsync(session, settle.Job, row => JobChange.Of(row, settle), cancellation), cancellation);
    }

    public async Task<IReadOnlyList<JobId>> UnfinishedAsync(CancellationToken cancellation = default) => await database.ReadAsync(
        session => session.QueryAsync(SelectUnfinished, reader => reader.Job(0), cancellation), cancellation);

    public async Task<IReadOnlyList<JobRow>> ListAsync(
        int limit, JobId? after, ManagerId? manager, CancellationToken cancellation = default) => await database.ReadAsync(
        session => session.QueryAsync(
            $"""
            SELECT {JobRows.Columns} FROM jobs
            WHERE status <> 0 AND ($1::uuid IS NULL OR manager = $1)
                AND ($2::uuid IS NULL OR (created, id) < (SELECT created, id FROM jobs WHERE id = $2))
            ORDER BY created DESC, id DESC LIMIT $3
            """,
            JobRows.Read,
            cancellation,
            manager,
            after,
            limit),
        cancellation);

    public async Task<IReadOnlyList<OperationRow>> OperationsAsync(JobId job, CancellationToken cancellation = default) => await database.ReadAsync(
        session => session.QueryAsync(
            "SELECT sequence, at, who, what, detail FROM operation_log WHERE job = $1 ORDER BY sequence",
            reader => new OperationRow(reader.GetInt32(0), reader.Time(1), reader.GetString(2), reader.GetString(3), reader.GetString(4)),
            cancellation,
            job),
        cancellation);

    private static bool MayGoOn(JobStatus status) =>
        !status.IsTerminal() && status is not (JobStatus.UnderConstruction or JobStatus.Paused);

    private static Task<long> CursorAsync(PostgresSession session, CancellationToken cancellation) =>
        session.FirstAsync($"SELECT {PostgresSession.Cursor}", reader => reader.GetInt64(0), cancellation);

    private static Task<(JobId Job, string Fingerprint)?> FindByKeyAsync(
        PostgresSession session, string who, string key, CancellationToken cancellation) => session.FirstAsync<(JobId, string)?>(
        "SELECT job, fingerprint FROM idempotency_keys WHERE who = $1 AND key = $2",
        reader => (reader.Job(0), reader.GetString(1)),
        cancellation,
        who,
        key);

    private async Task<Written<JobRow>> CreateAsync(PostgresSession session, NewJob job, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (job.IdempotencyKey is { } key && !await TakeKeyAsync(session, job, key, now, cancellation)
            && await FindByKeyAsync(session, job.By.Who, key, cancellation) is { } known)
        {
            return job.KeyTaken((await JobRows.FindAsync(session, known.Job, cancellation))!, known.Fingerprint);
        }

        var row = job.Row(now);
        await JobRows.InsertAsync(session, row, cancellation);
        await TaskRows.CopyAsync(session, job, now, cancellation);
        await session.CopyAsync(
            "command_pages (job, page, commands)", CommandPages.Write(job.Tasks), page => [job.Id, page.Page, page.Bytes], cancellation);
        await session.ExecuteAsync(
            batch =>
            {
                JobRows.Log(batch, now, job.Log());
                JobRows.Audit(batch, now, job.Audit());
            },
            cancellation);
        return new Written<JobRow>.Applied(row);
    }

    /// <summary>Takes the key for this job; where somebody else is about to take it, waits for how that ends.</summary>
    private static async Task<bool> TakeKeyAsync(
        PostgresSession session, NewJob job, string key, DateTimeOffset now, CancellationToken cancellation) => await session.ExecuteAsync(
        "INSERT INTO idempotency_keys (who, key, job, fingerprint, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (who, key) DO NOTHING",
        cancellation,
        job.By.Who,
        key,
        job.Id,
        job.Fingerprint,
        now) == 1;

    private async Task<Written<JobRow>> ChangeAsync(
        PostgresSession session, JobId id, Func<JobRow, (JobChange? Change, Written<JobRow>? Verdict)> decide, CancellationToken cancellation)
    {
        if (await JobRows.LockAsync(session, id, cancellation) is not { } job)
            return new Written<JobRow>.Missing();
        var (change, verdict) = decide(job);
        if (change is null)
            return verdict!;

        var now = time.GetUtcNow();
        var after = await JobSweep.RunAsync(session, change, now, cancellation) with { Updated = now };
        await session.ExecuteAsync(
            batch =>
            {
                JobRows.Update(batch, [after]);
                JobRows.Log(batch, now, change.Log);
                if (change.Audit is { } audit)
                    JobRows.Audit(batch, now, audit);
            },
            cancellation);
        return new Written<JobRow>.Applied(after);
    }
}
