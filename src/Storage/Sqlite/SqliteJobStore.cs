using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Storage.Jobs;

namespace Flamenco.Storage.Sqlite;

/// <inheritdoc cref="IJobStore"/>
public sealed class SqliteJobStore(SqliteStore store, TimeProvider time) : IJobStore
{
    public Task<Written<JobRow>> CreateAsync(NewJob job, CancellationToken cancellation = default) =>
        store.WriteAsync(session => Create(session, job), cancellation);

    public Task<(JobId Job, string Fingerprint)?> FindByKeyAsync(string who, string key, CancellationToken cancellation = default) =>
        store.ReadAsync(session => FindByKey(session, who, key), cancellation);

    public Task<JobRow?> FindAsync(JobId job, CancellationToken cancellation = default) =>
        store.ReadAsync(session => JobRows.Find(session, job), cancellation);

    public Task<JobTable?> TableAsync(JobId job, CancellationToken cancellation = default) => store.ReadAsync(
        session =>
        {
            if (JobRows.Find(session, job) is not { } row)
                return null;

            var tasks = session
                .Query($"SELECT {TaskRows.Columns} FROM tasks t WHERE t.job = @job ORDER BY t.number", TaskRows.Read, ("@job", job))
                .ConvertAll(task => task.ForTable);
            return new JobTable(row, tasks, Cursor(session));
        },
        cancellation);

    public Task<JobChanges?> ChangesAsync(JobId job, long cursor, CancellationToken cancellation = default) => store.ReadAsync(
        session =>
        {
            if (JobRows.Find(session, job) is not { } row)
                return null;

            var changed = session.Query(
                $"SELECT {TaskRows.Columns} FROM tasks t WHERE t.job = @job AND t.change > @cursor ORDER BY t.number",
                TaskRows.Read,
                ("@job", job),
                ("@cursor", cursor));
            return new JobChanges(row, changed.ConvertAll(task => task.Change), Cursor(session));
        },
        cancellation);

    public Task<Written<JobRow>> CommandAsync(
        JobId job, JobCommand command, OperationBy by, CancellationToken cancellation = default) =>
        store.WriteAsync(session => Command(session, job, command, by), cancellation);

    public Task<Written<JobRow>> SettleAsync(SettleJob settle, CancellationToken cancellation = default) =>
        store.WriteAsync(session => Settle(session, settle), cancellation);

    public async Task<IReadOnlyList<JobId>> UnfinishedAsync(CancellationToken cancellation = default) => await store.ReadAsync(
        session => session.Query("SELECT id FROM jobs WHERE status IN (1, 2, 5, 7, 9)", reader => reader.Job(0)), cancellation);

    public async Task<IReadOnlyList<JobRow>> ListAsync(
        int limit, JobId? after, ManagerId? manager, CancellationToken cancellation = default) => await store.ReadAsync(
        session => session.Query(
            $"""
            SELECT {JobRows.Columns} FROM jobs
            WHERE status <> 0 AND (@manager IS NULL OR manager = @manager)
                AND (@after IS NULL OR (created, id) < (SELECT created, id FROM jobs WHERE id = @after))
            ORDER BY created DESC, id DESC LIMIT @limit
            """,
            JobRows.Read,
            ("@manager", manager),
            ("@after", after),
            ("@limit", limit)),
        cancellation);

    public async Task<IReadOnlyList<OperationRow>> OperationsAsync(JobId job, CancellationToken cancellation = default) => await store.ReadAsync(
        session => session.Query(
            "SELECT sequence, at, who, what, detail FROM operation_log WHERE job = @job ORDER BY sequence",
            reader => new OperationRow(reader.GetInt32(0), reader.Time(1), reader.GetString(2), reader.GetString(3), reader.GetString(4)),
            ("@job", job)),
        cancellation);

    private static long Cursor(SqliteSession session) =>
        session.First("SELECT value FROM change_counter", reader => reader.GetInt64(0));

    private static (JobId Job, string Fingerprint)? FindByKey(SqliteSession session, string who, string key) =>
        session.First<(JobId, string)?>(
            "SELECT job, fingerprint FROM idempotency_keys WHERE who = @who AND key = @key",
            reader => (reader.Job(0), reader.GetString(1)),
            ("@who", who),
            ("@key", key));

    private Written<JobRow> Create(SqliteSession session, NewJob job)
    {
        var now = time.GetUtcNow();
        if (job.IdempotencyKey is { } key)
        {
            if (FindByKey(session, job.By.Who, key) is { } known)
                return Submission.Known(JobRows.Find(session, known.Job)!, known.Fingerprint, job);

            session.Execute(
                "INSERT INTO idempotency_keys (who, key, job, fingerprint, at) VALUES (@who, @key, @job, @fingerprint, @now)",
                ("@who", job.By.Who),
                ("@key", key),
                ("@job", job.Id),
                ("@fingerprint", job.Fingerprint),
                ("@now", now));
        }

        JobRows.Insert(session, Submission.Job(job, now));
        foreach (var task in job.Tasks)
            TaskRows.Insert(session, Submission.Task(job, task, now));
        foreach (var (page, bytes) in CommandPages.Write(job.Tasks))
        {
            session.Execute(
                "INSERT INTO command_pages (job, page, commands) VALUES (@job, @page, @commands)",
                ("@job", job.Id),
                ("@page", page),
                ("@commands", bytes));
        }

        foreach (var line in Submission.Operations(job))
            JobRows.Log(session, line, now);
        JobRows.Audit(session, Submission.Audit(job), now);
        return new Written<JobRow>.Applied(JobRows.Find(session, job.Id)!);
    }

    private Written<JobRow> Command(SqliteSession session, JobId id, JobCommand command, OperationBy by) =>
        Save(session, JobWrite.Command(JobRows.Find(session, id), command, by, () => JobSweep.Read(session, id)));

    private Written<JobRow> Settle(SqliteSession session, SettleJob settle) =>
        Save(session, JobWrite.Settle(JobRows.Find(session, settle.Job), settle, () => JobSweep.Read(session, settle.Job)));

    private Written<JobRow> Save(SqliteSession session, JobWrite write)
    {
        if (write.Verdict is not Written<JobRow>.Applied { Row: var job })
            return write.Verdict;

        var now = time.GetUtcNow();
        foreach (var task in write.Tasks)
            JobSweep.Save(session, job.Id, task, write.RevokedBecause, now);
        JobRows.Update(session, job, now);
        foreach (var line in write.Operations)
            JobRows.Log(session, line, now);
        if (write.Audit is { } audit)
            JobRows.Audit(session, audit, now);
        return write.Verdict;
    }
}
