using Flamenco.Domain.Compiling;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Jobs;

namespace Flamenco.Storage.Sqlite;

/// <inheritdoc cref="IJobStore"/>
public sealed class SqliteJobStore(SqliteStore store, TimeProvider time) : IJobStore
{
    private const string Server = "server";

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
                .ConvertAll(TaskRows.ForTable);
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
            {
                var row = JobRows.Find(session, known.Job)!;
                return known.Fingerprint == job.Fingerprint
                    ? new Written<JobRow>.Repeated(row)
                    : new Written<JobRow>.Conflict(row, "the idempotency key belongs to another job");
            }

            session.Execute(
                "INSERT INTO idempotency_keys (who, key, job, fingerprint, at) VALUES (@who, @key, @job, @fingerprint, @now)",
                ("@who", job.By.Who),
                ("@key", key),
                ("@job", job.Id),
                ("@fingerprint", job.Fingerprint),
                ("@now", now));
        }

        InsertJob(session, job, now);
        foreach (var task in job.Tasks)
            InsertTask(session, job, task, now);
        foreach (var (page, bytes) in CommandPages.Write(job.Tasks))
        {
            session.Execute(
                "INSERT INTO command_pages (job, page, commands) VALUES (@job, @page, @commands)",
                ("@job", job.Id),
                ("@page", page),
                ("@commands", bytes));
        }

        JobRows.Log(session, job.Id, now, job.By.Who, "submitted", $"job type {job.Type}, priority {job.Priority}");
        JobRows.Log(session, job.Id, now, Server, "compiled", $"{job.Tasks.Count} tasks");
        JobRows.Audit(session, job.By, now, "submit-job", job.Id.ToString(), "", job.Name);
        return new Written<JobRow>.Applied(JobRows.Find(session, job.Id)!);
    }

    private static void InsertJob(SqliteSession session, NewJob job, DateTimeOffset now)
    {
        var status = job.Paused ? JobStatus.Paused : JobStatus.Queued;
        session.Execute(
            """
            INSERT INTO jobs (id, name, type, priority, status, activity, settings, metadata, shaman_checkout, worker_tag, manager,
                submitted_by, created, updated, generation, queued, active, completed, soft_failed, failed, canceled, paused,
                steps_completed, steps_total, change)
            VALUES (@id, @name, @type, @priority, @status, @activity, @settings, @metadata, @shaman, @tag, @manager,
                @by, @now, @now, 1, @queued, 0, 0, 0, 0, 0, @paused, 0, @steps, @change)
            """,
            ("@id", job.Id),
            ("@name", job.Name),
            ("@type", job.Type),
            ("@priority", job.Priority),
            ("@status", status),
            ("@activity", $"{status.Wire()}: submitted by {job.By.Who}"),
            ("@settings", job.Settings),
            ("@metadata", job.Metadata),
            ("@shaman", job.ShamanCheckout),
            ("@tag", job.WorkerTag),
            ("@manager", job.Manager),
            ("@by", job.By.Who),
            ("@now", now),
            ("@queued", job.Paused ? 0 : job.Tasks.Count),
            ("@paused", job.Paused ? job.Tasks.Count : 0),
            ("@steps", job.Tasks.Sum(task => (long)task.StepsTotal)),
            ("@change", session.Change()));
    }

    private static void InsertTask(SqliteSession session, NewJob job, CompiledTask task, DateTimeOffset now) => session.Execute(
        """
        INSERT INTO tasks (job, number, name, type, priority, status, attempt, held, version, activity, steps_completed, steps_total,
            depends_on, failed_by, canceled_by_failing, updated, change)
        VALUES (@job, @number, @name, @type, @priority, @status, 0, NULL, 1, '', 0, @steps, @dependsOn, x'', 0, @now, @change)
        """,
        ("@job", job.Id),
        ("@number", task.Number),
        ("@name", task.Name),
        ("@type", task.Type),
        ("@priority", task.Priority),
        ("@status", job.Paused ? RenderTaskStatus.Paused : RenderTaskStatus.Queued),
        ("@steps", task.StepsTotal),
        ("@dependsOn", TaskRows.Packed(task.DependsOn)),
        ("@now", now),
        ("@change", session.Change()));

    private Written<JobRow> Command(SqliteSession session, JobId id, JobCommand command, OperationBy by)
    {
        if (JobRows.Find(session, id) is not { } job)
            return new Written<JobRow>.Missing();

        switch (JobMachine.Decide(job.Status, command))
        {
            case JobDecision.UnderWay:
                return new Written<JobRow>.Repeated(job);
            case JobDecision.Rejected rejected:
                return new Written<JobRow>.Conflict(job, rejected.Reason);
            case JobDecision.Accepted accepted:
                var now = time.GetUtcNow();
                var reason = by.Reason.Length > 0 ? $"{by.Who}: {by.Reason}" : $"by {by.Who}";
                var interim = job with { Status = accepted.Interim, Generation = job.Generation + 1 };
                JobRows.Log(session, id, now, by.Who, accepted.Interim.Wire(), reason);
                JobRows.Audit(session, by, now, $"{command}-job", id.ToString(), job.Status.Wire(), accepted.After.Wire());

                var swept = JobSweep.Run(session, interim, accepted.Sweep, now);
                var after = swept with
                {
                    Status = accepted.After,
                    Activity = $"{accepted.After.Wire()}: {reason}",
                    Generation = swept.Generation + 1,
                };
                JobRows.Update(session, after, now);
                if (accepted.After != accepted.Interim)
                    JobRows.Log(session, id, now, Server, accepted.After.Wire(), reason);
                return new Written<JobRow>.Applied(after);
            default:
                throw new InvalidOperationException($"job {id}: no such decision");
        }
    }

    private Written<JobRow> Settle(SqliteSession session, SettleJob settle)
    {
        if (JobRows.Find(session, settle.Job) is not { } job)
            return new Written<JobRow>.Missing();
        if (job.Status != settle.Expected || job.Generation != settle.Generation || job.Counts != settle.Counts)
            return new Written<JobRow>.Conflict(job, "the job has changed meanwhile");

        var now = time.GetUtcNow();
        var settlement = settle.Settlement;
        var swept = JobSweep.Run(session, job, settlement.Sweep, now);
        var after = swept with
        {
            Status = settlement.Status,
            Activity = $"{settlement.Status.Wire()}: {settlement.Reason}",
            Generation = settlement.Sweep is Sweep.None ? job.Generation : job.Generation + 1,
        };
        JobRows.Update(session, after, now);
        JobRows.Log(session, settle.Job, now, Server, settlement.Status.Wire(), settlement.Reason);
        return new Written<JobRow>.Applied(after);
    }
}
