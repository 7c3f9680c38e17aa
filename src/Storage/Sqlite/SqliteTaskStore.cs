using Flamenco.Domain.Failures;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Workers;
using Flamenco.Storage.Committing;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Tasks;
using Flamenco.Storage.Transitions;

namespace Flamenco.Storage.Sqlite;

/// <inheritdoc cref="ITaskStore"/>
public sealed class SqliteTaskStore(SqliteStore store, Committer committer) : ITaskStore, ICommandStore
{
    public Task<StoredTask?> FindAsync(TaskId task, CancellationToken cancellation = default) =>
        store.ReadAsync(session => TaskRows.Find(session, task), cancellation);

    public async Task<IReadOnlyList<TaskListRow>> ListAsync(JobId job, int limit, uint after, CancellationToken cancellation = default) =>
        await store.ReadAsync(
            session => session.Query(
                $"""
                SELECT {TaskRows.Columns}, w.id, w.name, w.address FROM tasks t
                LEFT JOIN attempts a ON a.job = t.job AND a.number = t.number AND a.attempt = t.attempt
                LEFT JOIN workers w ON w.id = a.worker
                WHERE t.job = @job AND t.number > @after ORDER BY t.number LIMIT @limit
                """,
                reader => reader.IsDBNull(16)
                    ? new TaskListRow(TaskRows.Read(reader), Worker: null, WorkerName: null, WorkerAddress: null)
                    : new TaskListRow(TaskRows.Read(reader), reader.Worker(16), reader.GetString(17), reader.GetString(18)),
                ("@job", job),
                ("@after", after),
                ("@limit", limit)),
            cancellation);

    public async Task<IReadOnlyList<AttemptRow>> AttemptsAsync(TaskId task, CancellationToken cancellation = default) =>
        await store.ReadAsync(session => AttemptRows.OfTask(session, task), cancellation);

    public async Task<IReadOnlyList<AttemptRow>> HeldByAsync(WorkerId worker, CancellationToken cancellation = default) =>
        await store.ReadAsync(session => AttemptRows.HeldBy(session, worker), cancellation);

    public Task<string?> CommandsAsync(TaskId task, CancellationToken cancellation = default) =>
        store.ReadAsync(session => Commands(session, task), cancellation);

    public Task<FailureReport> FailuresAsync(TaskId task, WorkerId worker, CancellationToken cancellation = default) =>
        store.ReadAsync(session => Failures(session, task, worker), cancellation);

    public async Task<AssignOutcome> AssignAsync(NewAttempt attempt, CancellationToken cancellation = default) =>
        await committer.CommitAsync(new Assign(attempt), cancellation) switch
        {
            AssignVerdict.Assigned assigned => new AssignOutcome.Assigned(await WithCommandsAsync(assigned.Task, assigned.Job, cancellation)),
            AssignVerdict.Again again => await AgainAsync(again.Attempt, cancellation),
            AssignVerdict.SlotBusy => new AssignOutcome.SlotBusy(),
            AssignVerdict.Changed changed => new AssignOutcome.Changed(changed.Task),
            _ => new AssignOutcome.Missing(),
        };

    public Task<Written<StoredTask>> ProgressAsync(AttemptProgress progress, CancellationToken cancellation = default) =>
        committer.CommitAsync(new Progress(progress), cancellation);

    public Task<Written<StoredTask>> EndAsync(AttemptEnd end, CancellationToken cancellation = default) =>
        committer.CommitAsync(new End(end), cancellation);

    public Task<Written<StoredTask>> ConfirmDeadAsync(TaskId task, int attempt, CancellationToken cancellation = default) =>
        committer.CommitAsync(new ConfirmDead(task, attempt), cancellation);

    public async Task<AssignedRow?> HandOutAgainAsync(
        TaskId task, int attempt, int slot, long life, long ask, CancellationToken cancellation = default) =>
        await committer.CommitAsync(new HandOutAgain(task, attempt, slot, life, ask), cancellation) is Written<StoredTask>.Applied
            ? await AssignedAsync(task, cancellation)
            : null;

    private async Task<AssignOutcome> AgainAsync(AttemptRow attempt, CancellationToken cancellation) =>
        await AssignedAsync(attempt.Task, cancellation) is { } row ? new AssignOutcome.Again(row) : new AssignOutcome.SlotBusy();

    private Task<AssignedRow?> AssignedAsync(TaskId id, CancellationToken cancellation) => store.ReadAsync(
        session => TaskRows.Find(session, id) is { } task && JobRows.Find(session, id.Job) is { } job
            ? new AssignedRow(task, job.Type, job.Priority, Commands(session, id) ?? "[]")
            : null,
        cancellation);

    private async Task<AssignedRow> WithCommandsAsync(StoredTask task, JobRow job, CancellationToken cancellation) =>
        new(task, job.Type, job.Priority, await CommandsAsync(task.Id, cancellation) ?? "[]");

    private static string? Commands(SqliteSession session, TaskId task) => session.First(
        "SELECT commands FROM command_pages WHERE job = @job AND page = @page",
        reader => CommandPages.Read(reader.GetFieldValue<byte[]>(0), task.Number),
        ("@job", task.Job),
        ("@page", CommandPages.PageOf(task.Number)));

    private static FailureReport Failures(SqliteSession session, TaskId id, WorkerId worker)
    {
        if (TaskRows.Find(session, id) is not { } task || JobRows.Find(session, id.Job) is not { } job)
            return default;

        var failedBy = task.FailedBy.Append(worker).ToHashSet();
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
        var mayTry = WorkerRows.List(session, job.Manager).Count(other =>
            !failedBy.Contains(other.Id) && other.Status.MayTryLater() && other.TaskTypes.Contains(task.Type));
        return new FailureReport(failedBy.Count, failedHere + 1, mayTry);
    }
}
