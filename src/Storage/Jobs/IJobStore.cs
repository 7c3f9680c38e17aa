using Flamenco.Domain.Compiling;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Scheduling;

namespace Flamenco.Storage.Jobs;

/// <summary>Jobs, their tables of tasks and their operation logs.</summary>
public interface IJobStore
{
    /// <summary>
    /// Stores a job with all its tasks, in chunks, under a job that no query shows until it is there as a whole. Repeated: the
    /// idempotency key has this job already. Conflict: it has another. Missing: its job was deleted.
    /// </summary>
    Task<Written<JobRow>> CreateAsync(NewJob job, CancellationToken cancellation = default);

    /// <summary>The job that was stored under this idempotency key of this person, with the fingerprint of the request.</summary>
    Task<(JobId Job, string Fingerprint)?> FindByKeyAsync(string who, string key, CancellationToken cancellation = default);

    Task<JobRow?> FindAsync(JobId job, CancellationToken cancellation = default);

    /// <summary>The job and all its tasks, as of one moment; null if there is none.</summary>
    Task<JobTable?> TableAsync(JobId job, CancellationToken cancellation = default);

    /// <summary>The job and its tasks that were written after <paramref name="cursor"/>.</summary>
    Task<JobChanges?> ChangesAsync(JobId job, long cursor, CancellationToken cancellation = default);

    /// <summary>
    /// Accepts a person's command on the job: its new status, what is to be carried to its tasks, its lines in both logs.
    /// Judged by what is stored. What has to be carried is carried by <see cref="SweepAsync"/>, after a delete by <see cref="EraseAsync"/>.
    /// </summary>
    Task<Commanded> CommandAsync(JobId job, JobCommand command, OperationBy by, CancellationToken cancellation = default);

    /// <summary>Gives the job another priority. No fence: whoever was first in the queue a moment ago may still be handed out.</summary>
    Task<Commanded> PrioritizeAsync(JobId job, int priority, OperationBy by, CancellationToken cancellation = default);

    /// <summary>Says which Workers the job is for: those with this tag; null: all. Busy: a sweep is under way.</summary>
    Task<Commanded> TagAsync(JobId job, TagId? tag, OperationBy by, CancellationToken cancellation = default);

    /// <summary>Accepts the change that a job makes by itself, if generation and status are still these and the counters still say so.</summary>
    Task<Written<JobRow>> SettleAsync(SettleJob settle, CancellationToken cancellation = default);

    /// <summary>Workers that get no more tasks of some types of the job, by name; empty also where there is no such job.</summary>
    Task<IReadOnlyList<BlocklistRow>> BlocklistAsync(JobId job, CancellationToken cancellation = default);

    /// <summary>Takes entries from the job's blocklist. Repeated: none of them is there. Busy: a sweep is under way.</summary>
    Task<Commanded> UnblockAsync(JobId job, IReadOnlyList<BlocklistEntry> entries, OperationBy by, CancellationToken cancellation = default);

    /// <summary>
    /// Fails tasks for good that nobody may try any more: those whose rows are still these, and not more at once than a sweep
    /// reaches. Conflict: the job has another generation by now, does not run, or none of the tasks is as it was.
    /// </summary>
    Task<Written<JobRow>> GiveUpAsync(StrandedTasks stranded, CancellationToken cancellation = default);

    /// <summary>Carries the sweep that is under way to the next tasks. Conflict: it is somewhere else by now, or over.</summary>
    Task<Written<JobRow>> SweepAsync(SweepOn sweep, CancellationToken cancellation = default);

    /// <summary>Removes the next rows of a job that is being deleted.</summary>
    /// <returns>Is there more of it? False also where there is no such job, or it is not being deleted.</returns>
    Task<bool> EraseAsync(JobId job, CancellationToken cancellation = default);

    /// <summary>Marks half-made jobs for deletion on which nobody has worked since <paramref name="before"/>.</summary>
    /// <returns>Which.</returns>
    Task<IReadOnlyList<JobId>> DiscardAsync(DateTimeOffset before, CancellationToken cancellation = default);

    /// <summary>What is left of a deleted job; null if there was none.</summary>
    Task<Tombstone?> TombstoneAsync(JobId job, CancellationToken cancellation = default);

    /// <summary>Jobs that somebody must look after: neither ended nor paused, or swept, or being deleted.</summary>
    Task<IReadOnlyList<JobId>> UnfinishedAsync(CancellationToken cancellation = default);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<JobRow>> ListAsync(int limit, JobId? after, ManagerId? manager, CancellationToken cancellation = default);

    Task<IReadOnlyList<OperationRow>> OperationsAsync(JobId job, CancellationToken cancellation = default);
}

/// <summary>A compiled job that is to be stored.</summary>
public sealed record NewJob(
    JobId Id,
    string Name,
    string Type,
    int Priority,
    string Settings,
    string Metadata,
    string? ShamanCheckout,
    string? WorkerTag,
    ManagerId Manager,
    bool Paused,
    IReadOnlyList<CompiledTask> Tasks,
    OperationBy By,
    string Fingerprint);

/// <summary>Who does something, from where, and why.</summary>
/// <param name="Who">A person's name.</param>
/// <param name="Role">What they may do.</param>
/// <param name="Address">Where the request came from.</param>
/// <param name="Reason">In the person's words; may be empty.</param>
/// <param name="Operation">A random id: by it a write whose answer was lost is recognised.</param>
/// <param name="Key">The person's idempotency key; null for none.</param>
public sealed record OperationBy(string Who, string Role, string Address, string Reason, Guid Operation, string? Key = null);

/// <summary>A job's row.</summary>
public sealed record JobRow
{
    public required JobId Id { get; init; }

    public required string Name { get; init; }

    public required string Type { get; init; }

    public required int Priority { get; init; }

    public required JobStatus Status { get; init; }

    public required string Activity { get; init; }

    public required string Settings { get; init; }

    public required string Metadata { get; init; }

    public string? ShamanCheckout { get; init; }

    public string? WorkerTag { get; init; }

    public required ManagerId Manager { get; init; }

    public required string SubmittedBy { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required DateTimeOffset Updated { get; init; }

    /// <summary>Raised by every accepted command, by the job's failing and by each sweep's end: the fence against stale assignments.</summary>
    public required long Generation { get; init; }

    public required Domain.Tasks.TaskCounts Counts { get; init; }

    public required long StepsCompleted { get; init; }

    public required long StepsTotal { get; init; }

    /// <summary>Failed tasks that were there when a person let the failed job go on.</summary>
    public int Forgiven { get; init; }

    /// <summary>What is being carried to its tasks; null: nothing.</summary>
    public SweepUnderWay? Sweep { get; init; }

    /// <summary>The person's operation that changed the row last; null for none.</summary>
    public Guid? LastOperation { get; init; }

    /// <summary>Kind of the sweep that is under way.</summary>
    public Sweep SweepKind => Sweep?.Kind ?? Domain.Jobs.Sweep.None;
}

/// <summary>A change that is on its way through a job's tasks, in the order of their numbers.</summary>
/// <param name="Kind">What happens to them.</param>
/// <param name="Next">The number of the first task that it has not reached.</param>
/// <param name="After">The job's status when it is through.</param>
/// <param name="Reason">Whose doing, for the log and for attempts that it takes away.</param>
public sealed record SweepUnderWay(Sweep Kind, uint Next, JobStatus After, string Reason);

/// <param name="Job">Which job.</param>
/// <param name="Generation">The generation that the sweep belongs to.</param>
/// <param name="Next">Where it is.</param>
public sealed record SweepOn(JobId Job, long Generation, uint Next);

/// <summary>What is left of a deleted job, for accounting and for whoever asks for it later.</summary>
public sealed record Tombstone
{
    public required JobId Job { get; init; }

    public required string Name { get; init; }

    public required string Type { get; init; }

    public required ManagerId Manager { get; init; }

    public required string SubmittedBy { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required string DeletedBy { get; init; }

    public required DateTimeOffset Deleted { get; init; }

    public required int Tasks { get; init; }

    public required int Completed { get; init; }

    public required int Failed { get; init; }

    public required long StepsCompleted { get; init; }

    public required long StepsTotal { get; init; }
}

/// <param name="Job">The job's row.</param>
/// <param name="Tasks">All its tasks, by number.</param>
/// <param name="Blocklist">Workers that no longer get some of its tasks.</param>
/// <param name="Cursor">Changes after this are not in it.</param>
public sealed record JobTable(JobRow Job, IReadOnlyList<TaskRow> Tasks, IReadOnlyList<BlocklistEntry> Blocklist, long Cursor);

/// <param name="Job">The job's row.</param>
/// <param name="Tasks">The tasks that have changed.</param>
/// <param name="Blocklist">The whole of it.</param>
/// <param name="Cursor">Ask again with this.</param>
public sealed record JobChanges(JobRow Job, IReadOnlyList<TaskChange> Tasks, IReadOnlyList<BlocklistEntry> Blocklist, long Cursor);

/// <param name="Job">Which job.</param>
/// <param name="Expected">The status that the decision was based on.</param>
/// <param name="Generation">The generation that it was based on.</param>
/// <param name="Settlement">What the job does.</param>
/// <param name="Counts">The counters that it was based on.</param>
public sealed record SettleJob(
    JobId Job, JobStatus Expected, long Generation, JobSettlement Settlement, Domain.Tasks.TaskCounts Counts);

/// <param name="Entry">Who gets no more tasks of which type.</param>
/// <param name="WorkerName">The Worker's name, for people.</param>
public sealed record BlocklistRow(BlocklistEntry Entry, string WorkerName);

/// <param name="Job">Which job.</param>
/// <param name="Generation">The generation in which nobody was found who may try them.</param>
/// <param name="Versions">The tasks' numbers, and the versions of their rows at that time. At least one.</param>
public sealed record StrandedTasks(JobId Job, long Generation, IReadOnlyDictionary<uint, int> Versions);

/// <summary>One line of a job's operation log.</summary>
public sealed record OperationRow(int Sequence, DateTimeOffset At, string Who, string What, string Detail);
