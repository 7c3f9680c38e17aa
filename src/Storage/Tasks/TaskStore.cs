using Flamenco.Domain.Failures;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Scheduling;
using Flamenco.Domain.Tasks;
using Flamenco.Domain.Workers;
using Flamenco.Storage.Committing;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Transitions;
using Flamenco.Storage.Workers;

namespace Flamenco.Storage.Tasks;

/// <summary>The writes of single tasks: transitions through the committer, the same on every database. An adapter adds how it reads.</summary>
public abstract class TaskStore(Committer committer) : ITaskStore, ICommandStore
{
    private readonly CommandCache _opened = new();

    public abstract Task<StoredTask?> FindAsync(TaskId task, CancellationToken cancellation = default);

    public abstract Task<IReadOnlyList<TaskListRow>> ListAsync(JobId job, int limit, uint after, CancellationToken cancellation = default);

    public abstract Task<IReadOnlyList<AttemptRow>> AttemptsAsync(TaskId task, CancellationToken cancellation = default);

    public abstract Task<AttemptRow?> FindByAliasAsync(Guid alias, CancellationToken cancellation = default);

    public abstract Task<IReadOnlyList<AttemptRow>> HeldByAsync(WorkerId worker, CancellationToken cancellation = default);

    public abstract Task<FailureReport> FailuresAsync(TaskId task, WorkerId worker, CancellationToken cancellation = default);

    public abstract Task<string?> CommandsAsync(TaskId task, CancellationToken cancellation = default);

    public async Task<AssignOutcome> AssignAsync(NewAttempt attempt, CancellationToken cancellation = default) =>
        await committer.CommitAsync(new Assign(attempt), cancellation) switch
        {
            AssignVerdict.Assigned assigned => new AssignOutcome.Assigned(
                await AfterCommitAsync(WithCommandsAsync(assigned.Task, assigned.Job))),
            AssignVerdict.Again again => await AgainAsync(again.Attempt, cancellation),
            AssignVerdict.SlotBusy => new AssignOutcome.SlotBusy(),
            AssignVerdict.Unsettled => new AssignOutcome.Unsettled(),
            AssignVerdict.Changed changed => new AssignOutcome.Changed(changed.Task),
            _ => new AssignOutcome.Missing(),
        };

    public Task<Written<StoredTask>> ProgressAsync(AttemptProgress progress, CancellationToken cancellation = default) =>
        committer.CommitAsync(new Progress(progress.Checked()), cancellation);

    public Task<Written<StoredTask>> EndAsync(AttemptEnd end, CancellationToken cancellation = default) =>
        committer.CommitAsync(new End(end.Checked()), cancellation);

    public Task<Written<StoredTask>> ConfirmDeadAsync(TaskId task, int attempt, CancellationToken cancellation = default) =>
        committer.CommitAsync(new ConfirmDead(task, attempt), cancellation);

    public Task<Commanded> CommandAsync(TaskId task, SingleTaskCommand command, OperationBy by, CancellationToken cancellation = default) =>
        committer.CommitAsync(new CommandTask(task, command, by.Checked()), cancellation);

    public async Task<AssignedRow?> HandOutAgainAsync(
        TaskId task, int attempt, int slot, long life, long ask, CancellationToken cancellation = default) =>
        await committer.CommitAsync(new HandOutAgain(task, attempt, slot, life, ask), cancellation) is Written<StoredTask>.Applied
            ? await AfterCommitAsync(AssignedAsync(task, cancellation))
            : null;

    /// <summary>The task with its commands, as of one moment; null if there is none.</summary>
    protected abstract Task<AssignedRow?> AssignedAsync(TaskId task, CancellationToken cancellation);

    /// <summary>A page of a job's commands; null if there is none.</summary>
    protected abstract Task<CommandPage?> PageAsync(JobId job, long page, CancellationToken cancellation);

    /// <param name="task">The task that was failed.</param>
    /// <param name="worker">The Worker that fails it.</param>
    /// <param name="failedHere">Other tasks of this type in the job that it has failed.</param>
    /// <param name="workers">The Workers of the job's site.</param>
    /// <param name="blocklist">Workers that get no more tasks of some types of the job.</param>
    /// <param name="job">The job that the task is of.</param>
    protected static FailureReport Report(
        StoredTask task, WorkerId worker, int failedHere, IEnumerable<WorkerRow> workers, IReadOnlyList<BlocklistEntry> blocklist, JobRow job)
    {
        var failedBy = task.FailedBy.Append(worker).ToHashSet();
        var blocked = blocklist.Where(entry => entry.TaskType == task.Type).Select(entry => entry.Worker).ToHashSet();
        var mayTry = workers.Count(other =>
            !failedBy.Contains(other.Id) && !blocked.Contains(other.Id) && other.Status.MayTryLater() && other.Profile.CanRun(task.Type, job.WorkerTag));
        return new FailureReport(failedBy.Count, failedHere + 1, mayTry);
    }

    private async Task<AssignOutcome> AgainAsync(AttemptRow attempt, CancellationToken cancellation) =>
        await AssignedAsync(attempt.Task, cancellation) is { } row ? new AssignOutcome.Again(row) : new AssignOutcome.SlotBusy();

    /// <summary>That the store is not available would say that nothing was kept; but this is read after something was.</summary>
    private static async Task<T> AfterCommitAsync<T>(Task<T> reading)
    {
        try
        {
            return await reading;
        }
        catch (StoreUnavailableException away)
        {
            throw new OutcomeUnknownException($"the assignment is stored, but the commands could not be read; ask again: {away.Message}", away);
        }
    }

    private async Task<AssignedRow> WithCommandsAsync(StoredTask task, JobRow job) =>
        new(task, job.Type, job.Priority, await OpenedAsync(task.Id) is { } page ? page.Of(task.Id.Number) ?? "[]" : "[]");

    /// <summary>Others may wait for the same page, so nobody's giving up counts.</summary>
    private Task<CommandPage?> OpenedAsync(TaskId task)
    {
        var page = CommandPages.PageOf(task.Number);
        return _opened.GetAsync(task.Job, page, () => PageAsync(task.Job, page, CancellationToken.None));
    }
}
