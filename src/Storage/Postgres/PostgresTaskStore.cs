using Flamenco.Domain.Failures;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Committing;
using Flamenco.Storage.Tasks;

namespace Flamenco.Storage.Postgres;

/// <inheritdoc cref="TaskStore"/>
internal sealed class PostgresTaskStore(PostgresDatabase database, Committer committer) : TaskStore(committer)
{
    public override Task<StoredTask?> FindAsync(TaskId task, CancellationToken cancellation = default) =>
        database.ReadAsync(session => TaskRows.FindAsync(session, task, cancellation), cancellation);

    public override async Task<IReadOnlyList<TaskListRow>> ListAsync(JobId job, int limit, uint after, CancellationToken cancellation = default) =>
        await database.ReadAsync(
            session => session.QueryAsync(
                $"""
                SELECT {TaskRows.Columns}, w.id, w.name, w.address FROM tasks t
                LEFT JOIN attempts a ON a.job = t.job AND a.number = t.number AND a.attempt = t.attempt
                LEFT JOIN workers w ON w.id = a.worker
                WHERE t.job = $1 AND t.number > $2
                    AND EXISTS (SELECT 1 FROM jobs j WHERE j.id = t.job AND j.status NOT IN (0, 10))
                ORDER BY t.number LIMIT $3
                """,
                reader => reader.IsDBNull(17)
                    ? new TaskListRow(TaskRows.Read(reader), Worker: null, WorkerName: null, WorkerAddress: null)
                    : new TaskListRow(TaskRows.Read(reader), reader.Worker(17), reader.GetString(18), reader.GetString(19)),
                cancellation,
                job,
                after,
                limit),
            cancellation);

    public override Task<IReadOnlyList<AttemptRow>> AttemptsAsync(TaskId task, CancellationToken cancellation = default) =>
        database.ReadAsync(session => AttemptRows.OfTaskAsync(session, task, cancellation), cancellation);

    public override Task<AttemptRow?> FindByAliasAsync(Guid alias, CancellationToken cancellation = default) =>
        database.ReadAsync(session => AttemptRows.FindAsync(session, alias, cancellation), cancellation);

    public override Task<IReadOnlyList<AttemptRow>> HeldByAsync(WorkerId worker, CancellationToken cancellation = default) =>
        database.ReadAsync(session => AttemptRows.HeldByAsync(session, worker, cancellation), cancellation);

    public override Task<string?> CommandsAsync(TaskId task, CancellationToken cancellation = default) =>
        database.ReadAsync(session => CommandsAsync(session, task, cancellation), cancellation);

    public override Task<FailureReport> FailuresAsync(TaskId task, WorkerId worker, CancellationToken cancellation = default) =>
        database.ReadAtOneMomentAsync(session => FailuresAsync(session, task, worker, cancellation), cancellation);

    protected override Task<AssignedRow?> AssignedAsync(TaskId task, CancellationToken cancellation) => database.ReadAtOneMomentAsync(
        async session => await TaskRows.FindAsync(session, task, cancellation) is { } row
            && await JobRows.FindAsync(session, task.Job, cancellation) is { } job
            ? new AssignedRow(row, job.Type, job.Priority, await CommandsAsync(session, task, cancellation) ?? "[]")
            : null,
        cancellation);

    protected override Task<CommandPage?> PageAsync(JobId job, long page, CancellationToken cancellation) =>
        database.ReadAsync(session => PageAsync(session, job, page, cancellation), cancellation);

    private static Task<CommandPage?> PageAsync(PostgresSession session, JobId job, long page, CancellationToken cancellation) => session.FirstAsync(
        "SELECT commands FROM command_pages WHERE job = $1 AND page = $2",
        reader => new CommandPage(reader.Bytes(0)),
        cancellation,
        job,
        page);

    private static async Task<string?> CommandsAsync(PostgresSession session, TaskId task, CancellationToken cancellation) =>
        (await PageAsync(session, task.Job, CommandPages.PageOf(task.Number), cancellation))?.Of(task.Number);

    private static async Task<FailureReport> FailuresAsync(
        PostgresSession session, TaskId id, WorkerId worker, CancellationToken cancellation)
    {
        if (await TaskRows.FindAsync(session, id, cancellation) is not { } task
            || await JobRows.FindAsync(session, id.Job, cancellation) is not { } job)
        {
            return default;
        }

        var failedHere = await session.FirstAsync(
            """
            SELECT COUNT(DISTINCT a.number) FROM attempts a JOIN tasks t ON t.job = a.job AND t.number = a.number
            WHERE a.job = $1 AND a.worker = $2 AND a.outcome = $3 AND t.type = $4
                AND position(uuid_send($2) IN t.failed_by) > 0 AND a.number <> $5
            """,
            reader => (int)reader.GetInt64(0),
            cancellation,
            id.Job,
            worker,
            AttemptOutcome.Failed,
            task.Type,
            id.Number);
        var workers = await WorkerRows.ListAsync(session, job.Manager, cancellation);
        return Report(task, worker, failedHere, workers, await BlocklistRows.OfAsync(session, job.Id, cancellation), job);
    }
}
