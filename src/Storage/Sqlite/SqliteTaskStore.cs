using Flamenco.Domain.Failures;
using Flamenco.Domain.Identity;
using Flamenco.Storage.Committing;
using Flamenco.Storage.Tasks;

namespace Flamenco.Storage.Sqlite;

/// <inheritdoc cref="TaskStore"/>
public sealed class SqliteTaskStore(SqliteStore store, Committer committer) : TaskStore(committer)
{
    public override Task<StoredTask?> FindAsync(TaskId task, CancellationToken cancellation = default) =>
        store.ReadAsync(session => JobRows.Find(session, task.Job) is null ? null : TaskRows.Find(session, task), cancellation);

    public override async Task<IReadOnlyList<TaskListRow>> ListAsync(JobId job, int limit, uint after, CancellationToken cancellation = default) =>
        await store.ReadAsync(
            session => session.Query(
                $"""
                SELECT {TaskRows.Columns}, w.id, w.name, w.address FROM tasks t
                LEFT JOIN attempts a ON a.job = t.job AND a.number = t.number AND a.attempt = t.attempt
                LEFT JOIN workers w ON w.id = a.worker
                WHERE t.job = @job AND t.number > @after
                    AND EXISTS (SELECT 1 FROM jobs j WHERE j.id = t.job AND j.status NOT IN (0, 10))
                ORDER BY t.number LIMIT @limit
                """,
                reader => reader.IsDBNull(17)
                    ? new TaskListRow(TaskRows.Read(reader), Worker: null, WorkerName: null, WorkerAddress: null)
                    : new TaskListRow(TaskRows.Read(reader), reader.Worker(17), reader.GetString(18), reader.GetString(19)),
                ("@job", job),
                ("@after", after),
                ("@limit", limit)),
            cancellation);

    public override async Task<IReadOnlyList<AttemptRow>> AttemptsAsync(TaskId task, CancellationToken cancellation = default) =>
        await store.ReadAsync(session => AttemptRows.OfTask(session, task), cancellation);

    public override Task<AttemptRow?> FindByAliasAsync(Guid alias, CancellationToken cancellation = default) =>
        store.ReadAsync(session => AttemptRows.Find(session, alias), cancellation);

    public override async Task<IReadOnlyList<AttemptRow>> HeldByAsync(WorkerId worker, CancellationToken cancellation = default) =>
        await store.ReadAsync(session => AttemptRows.HeldBy(session, worker), cancellation);

    public override Task<string?> CommandsAsync(TaskId task, CancellationToken cancellation = default) =>
        store.ReadAsync(session => Commands(session, task), cancellation);

    public override Task<FailureReport> FailuresAsync(TaskId task, WorkerId worker, CancellationToken cancellation = default) =>
        store.ReadAsync(session => Failures(session, task, worker), cancellation);

    protected override Task<AssignedRow?> AssignedAsync(TaskId task, CancellationToken cancellation) => store.ReadAsync(
        session => TaskRows.Find(session, task) is { } row && JobRows.Find(session, task.Job) is { } job
            ? new AssignedRow(row, job.Type, job.Priority, Commands(session, task) ?? "[]")
            : null,
        cancellation);

    protected override Task<CommandPage?> PageAsync(JobId job, long page, CancellationToken cancellation) =>
        store.ReadAsync(session => Page(session, job, page), cancellation);

    private static CommandPage? Page(SqliteSession session, JobId job, long page) => session.First(
        "SELECT commands FROM command_pages WHERE job = @job AND page = @page",
        reader => new CommandPage(reader.GetFieldValue<byte[]>(0)),
        ("@job", job),
        ("@page", page));

    private static string? Commands(SqliteSession session, TaskId task) =>
        Page(session, task.Job, CommandPages.PageOf(task.Number))?.Of(task.Number);

    private static FailureReport Failures(SqliteSession session, TaskId id, WorkerId worker)
    {
        if (TaskRows.Find(session, id) is not { } task || JobRows.Find(session, id.Job) is not { } job)
            return default;

        var failedHere = session.First(
            """
            SELECT COUNT(DISTINCT a.number) FROM attempts a JOIN tasks t ON t.job = a.job AND t.number = a.number
            WHERE a.job = @job AND a.worker = @worker AND a.outcome = 2 AND t.type = @type
                AND instr(t.failed_by, @worker) > 0 AND a.number <> @number
            """,
            reader => reader.GetInt32(0),
            ("@job", id.Job),
            ("@worker", worker),
            ("@type", task.Type),
            ("@number", id.Number));
        return Report(task, worker, failedHere, WorkerRows.List(session, job.Manager), BlocklistRows.Of(session, job.Id), job);
    }
}
