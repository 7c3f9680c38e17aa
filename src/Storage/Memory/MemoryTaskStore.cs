using Flamenco.Domain.Failures;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Committing;
using Flamenco.Storage.Tasks;

namespace Flamenco.Storage.Memory;

/// <inheritdoc cref="TaskStore"/>
public sealed class MemoryTaskStore(MemoryDatabase database, Committer committer) : TaskStore(committer)
{
    public override Task<StoredTask?> FindAsync(TaskId task, CancellationToken cancellation = default) =>
        database.RunAsync(rows => rows.Job(task.Job) is null ? null : rows.Task(task)?.Row, cancellation);

    public override Task<IReadOnlyList<TaskListRow>> ListAsync(JobId job, int limit, uint after, CancellationToken cancellation = default) =>
        database.RunAsync<IReadOnlyList<TaskListRow>>(
            rows => [.. (rows.Job(job)?.Tasks.Values.AsEnumerable() ?? []).Where(task => task.Row.Id.Number > after).Take(limit).Select(task => Listed(rows, task))],
            cancellation);

    public override Task<IReadOnlyList<AttemptRow>> AttemptsAsync(TaskId task, CancellationToken cancellation = default) =>
        database.RunAsync<IReadOnlyList<AttemptRow>>(rows => [.. (rows.Task(task)?.Attempts ?? []).Select(rows.Named)], cancellation);

    public override Task<AttemptRow?> FindByAliasAsync(Guid alias, CancellationToken cancellation = default) =>
        database.RunAsync(rows => rows.Attempt(alias) is { } attempt ? rows.Named(attempt) : null, cancellation);

    public override Task<IReadOnlyList<AttemptRow>> HeldByAsync(WorkerId worker, CancellationToken cancellation = default) =>
        database.RunAsync<IReadOnlyList<AttemptRow>>(rows => [.. rows.HeldBy(worker).Select(rows.Named)], cancellation);

    public override Task<FailureReport> FailuresAsync(TaskId task, WorkerId worker, CancellationToken cancellation = default) =>
        database.RunAsync(rows => Failures(rows, task, worker), cancellation);

    public override Task<string?> CommandsAsync(TaskId task, CancellationToken cancellation = default) =>
        database.RunAsync(rows => rows.Job(task.Job)?.Commands(task.Number), cancellation);

    protected override Task<AssignedRow?> AssignedAsync(TaskId task, CancellationToken cancellation) => database.RunAsync(
        rows => rows.Task(task) is { } known && rows.Job(task.Job) is { } job
            ? new AssignedRow(known.Row, job.Row.Type, job.Row.Priority, job.Commands(task.Number) ?? "[]")
            : null,
        cancellation);

    protected override Task<CommandPage?> PageAsync(JobId job, long page, CancellationToken cancellation) =>
        database.RunAsync(rows => rows.Job(job)?.Page(page), cancellation);

    private static TaskListRow Listed(MemoryRows rows, MemoryTask task) =>
        task.Attempt(task.Row.Attempt) is { } attempt && rows.Workers.TryGetValue(attempt.Worker, out var worker)
            ? new TaskListRow(task.Row, worker.Id, worker.Name, worker.Address)
            : new TaskListRow(task.Row, Worker: null, WorkerName: null, WorkerAddress: null);

    private static FailureReport Failures(MemoryRows rows, TaskId id, WorkerId worker)
    {
        if (rows.Job(id.Job) is not { } job || rows.Task(id) is not { } task)
            return default;

        var failedHere = job.Tasks.Values.Count(other =>
            other != task
            && other.Row.Type == task.Row.Type
            && other.Row.FailedBy.Contains(worker)
            && other.Attempts.Any(attempt => attempt.Worker == worker && attempt.Outcome is AttemptOutcome.Failed));
        return Report(task.Row, worker, failedHere, rows.SignedOn(job.Row.Manager), job.Blocklist, job.Row);
    }
}
