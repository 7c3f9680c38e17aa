using Flamenco.Domain.Failures;
using Flamenco.Domain.Identity;
using Flamenco.Storage.Tasks;
using Flamenco.Storage.Transitions;

namespace Flamenco.Storage.Committing;

/// <summary>The writes of tasks, the same on every database: each a transition that goes through the committer. How rows are read is the adapter's.</summary>
public abstract class CommittedTaskStore(Committer committer) : ITaskStore, ICommandStore
{
    public abstract Task<StoredTask?> FindAsync(TaskId task, CancellationToken cancellation = default);

    public abstract Task<IReadOnlyList<TaskListRow>> ListAsync(JobId job, int limit, uint after, CancellationToken cancellation = default);

    public abstract Task<IReadOnlyList<AttemptRow>> AttemptsAsync(TaskId task, CancellationToken cancellation = default);

    public abstract Task<IReadOnlyList<AttemptRow>> HeldByAsync(WorkerId worker, CancellationToken cancellation = default);

    public abstract Task<FailureReport> FailuresAsync(TaskId task, WorkerId worker, CancellationToken cancellation = default);

    public abstract Task<string?> CommandsAsync(TaskId task, CancellationToken cancellation = default);

    public async Task<AssignOutcome> AssignAsync(NewAttempt attempt, CancellationToken cancellation = default) =>
        await committer.CommitAsync(new Assign(attempt), cancellation) switch
        {
            AssignVerdict.Assigned assigned => new AssignOutcome.Assigned(new AssignedRow(
                assigned.Task, assigned.Job.Type, assigned.Job.Priority, await CommandsAsync(assigned.Task.Id, cancellation) ?? "[]")),
            AssignVerdict.Again again => await AssignedAsync(again.Attempt.Task, cancellation) is { } row
                ? new AssignOutcome.Again(row)
                : new AssignOutcome.SlotBusy(),
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

    /// <summary>A task with what a Worker needs; null if there is none.</summary>
    protected abstract Task<AssignedRow?> AssignedAsync(TaskId task, CancellationToken cancellation);
}
