using Flamenco.Domain.Compiling;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Storage.Committing;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Tasks;
using Flamenco.Storage.Transitions;

namespace Flamenco.Storage.Sqlite;

/// <inheritdoc cref="JobStore"/>
public sealed class SqliteJobStore(SqliteStore store, Committer committer, TimeProvider time) : JobStore(committer)
{
    public override Task<(JobId Job, string Fingerprint)?> FindByKeyAsync(string who, string key, CancellationToken cancellation = default) =>
        store.ReadAsync<(JobId, string)?>(
            session => KeyRows.Find(session, new PersonsKey(who, key)) is { } row ? (row.Job, row.Fingerprint) : null, cancellation);

    public override Task<JobRow?> FindAsync(JobId job, CancellationToken cancellation = default) =>
        store.ReadAsync(session => JobRows.Find(session, job), cancellation);

    public override Task<JobTable?> TableAsync(JobId job, CancellationToken cancellation = default) => store.ReadAsync(
        session =>
        {
            if (JobRows.Find(session, job) is not { } row)
                return null;

            var tasks = session.Query(
                $"SELECT {TaskRows.TableColumns} FROM tasks t WHERE t.job = @job ORDER BY t.number", TaskRows.ReadRow, ("@job", job));
            return new JobTable(row, tasks, BlocklistRows.Of(session, job), Cursor(session));
        },
        cancellation);

    public override Task<JobChanges?> ChangesAsync(JobId job, long cursor, CancellationToken cancellation = default) => store.ReadAsync(
        session =>
        {
            if (JobRows.Find(session, job) is not { } row)
                return null;

            var changed = session.Query(
                $"SELECT {TaskRows.Columns} FROM tasks t WHERE t.job = @job AND t.change > @cursor ORDER BY t.number",
                TaskRows.Read,
                ("@job", job),
                ("@cursor", cursor));
            return new JobChanges(row, changed.ConvertAll(task => task.Change), BlocklistRows.Of(session, job), Cursor(session));
        },
        cancellation);

    public override async Task<IReadOnlyList<JobId>> UnfinishedAsync(CancellationToken cancellation = default) => await store.ReadAsync(
        session => session.Query("SELECT id FROM jobs WHERE status IN (1, 2, 5, 7, 9, 10) OR sweep <> 0", reader => reader.Job(0)),
        cancellation);

    public override async Task<IReadOnlyList<JobRow>> ListAsync(
        int limit, JobId? after, ManagerId? manager, CancellationToken cancellation = default) => await store.ReadAsync(
        session => session.Query(
            $"""
            SELECT {JobRows.Columns} FROM jobs
            WHERE status NOT IN (0, 10) AND (@manager IS NULL OR manager = @manager)
                AND (@after IS NULL OR (created, id) < (SELECT created, id FROM jobs WHERE id = @after))
            ORDER BY created DESC, id DESC LIMIT @limit
            """,
            JobRows.Read,
            ("@manager", manager),
            ("@after", after),
            ("@limit", limit)),
        cancellation);

    public override async Task<IReadOnlyList<OperationRow>> OperationsAsync(JobId job, CancellationToken cancellation = default) => await store.ReadAsync(
        session => session.Query(
            "SELECT sequence, at, who, what, detail FROM operation_log WHERE job = @job ORDER BY sequence",
            reader => new OperationRow(reader.GetInt32(0), reader.Time(1), reader.GetString(2), reader.GetString(3), reader.GetString(4)),
            ("@job", job)),
        cancellation);

    public override async Task<IReadOnlyList<BlocklistRow>> BlocklistAsync(JobId job, CancellationToken cancellation = default) =>
        await store.ReadAsync(session => BlocklistRows.Named(session, job), cancellation);

    public override Task<Tombstone?> TombstoneAsync(JobId job, CancellationToken cancellation = default) =>
        store.ReadAsync(session => TombstoneRows.Find(session, job), cancellation);

    public override Task<IReadOnlyList<JobId>> DiscardAsync(DateTimeOffset before, CancellationToken cancellation = default) =>
        store.WriteAsync<IReadOnlyList<JobId>>(
            session => session.Query(
                "UPDATE jobs SET status = 10, updated = @now WHERE status = 0 AND updated < @before RETURNING id",
                reader => reader.Job(0),
                ("@now", time.GetUtcNow()),
                ("@before", before)),
            cancellation);

    public override Task<bool> EraseAsync(JobId job, CancellationToken cancellation = default) =>
        store.WriteAsync(session => Erase(session, job), cancellation);

    protected override Task BringAsync(NewJob job, CompiledTask[] tasks, CancellationToken cancellation) => store.WriteAsync(
        session =>
        {
            var now = time.GetUtcNow();
            if (tasks[0] == job.Tasks[0])
                JobRows.Insert(session, job.UnderConstruction(now));
            else if (session.Execute("UPDATE jobs SET updated = @now WHERE id = @job AND status = 0", ("@now", now), ("@job", job.Id)) == 0)
                return false;

            foreach (var task in tasks)
                TaskRows.Insert(session, job.First(task, now));
            foreach (var (page, bytes) in CommandPages.Write(tasks))
            {
                session.Execute(
                    "INSERT INTO command_pages (job, page, commands) VALUES (@job, @page, @commands)",
                    ("@job", job.Id),
                    ("@page", page),
                    ("@commands", bytes));
            }

            return true;
        },
        cancellation);

    protected override Task DiscardAsync(JobId job, CancellationToken cancellation) =>
        store.WriteAsync(session => session.Execute("UPDATE jobs SET status = 10 WHERE id = @job AND status = 0", ("@job", job)), cancellation);

    private static bool Erase(SqliteSession session, JobId job)
    {
        if (JobRows.FindOfAnyStatus(session, job) is not { Status: JobStatus.Deleting })
            return false;

        var last = session.First(
            "SELECT MAX(number) FROM (SELECT number FROM tasks WHERE job = @job ORDER BY number LIMIT @count)",
            reader => reader.IsDBNull(0) ? (long?)null : reader.GetInt64(0),
            ("@job", job),
            ("@count", TasksAtOnce));
        if (last is { } number)
        {
            session.Execute("DELETE FROM attempts WHERE job = @job AND number <= @number", ("@job", job), ("@number", number));
            session.Execute("DELETE FROM command_pages WHERE job = @job AND page < @page", ("@job", job), ("@page", CommandPages.PageOf((uint)number)));
            session.Execute("DELETE FROM tasks WHERE job = @job AND number <= @number", ("@job", job), ("@number", number));
            return true;
        }

        session.Execute("DELETE FROM command_pages WHERE job = @job", ("@job", job));
        session.Execute("DELETE FROM operation_log WHERE job = @job", ("@job", job));
        BlocklistRows.Clear(session, job);
        session.Execute("DELETE FROM jobs WHERE id = @job", ("@job", job));
        return false;
    }

    private static long Cursor(SqliteSession session) =>
        session.First("SELECT value FROM change_counter", reader => reader.GetInt64(0));
}
