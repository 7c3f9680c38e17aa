using Flamenco.Domain.Compiling;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Scheduling;

namespace Flamenco.Storage.Jobs;

/// <summary>Jobs, their tables of tasks and their operation logs.</summary>
public interface IJobStore
{
    /// <summary>Stores a job with all its tasks, or nothing of it. Repeated: the idempotency key has this job already.</summary>
    Task<Written<JobRow>> CreateAsync(NewJob job, CancellationToken cancellation = default);

    /// <summary>The job that was stored under this idempotency key of this person, with the fingerprint of the request.</summary>
    Task<(JobId Job, string Fingerprint)?> FindByKeyAsync(string who, string key, CancellationToken cancellation = default);

    Task<JobRow?> FindAsync(JobId job, CancellationToken cancellation = default);

    /// <summary>The job and all its tasks, as of one moment; null if there is none.</summary>
    Task<JobTable?> TableAsync(JobId job, CancellationToken cancellation = default);

    /// <summary>The job and its tasks that were written after <paramref name="cursor"/>.</summary>
    Task<JobChanges?> ChangesAsync(JobId job, long cursor, CancellationToken cancellation = default);

    /// <summary>
    /// Carries out a person's command on the job and all its tasks, with its lines in the operation log and the audit log.
    /// Judged by what is stored.
    /// </summary>
    Task<Written<JobRow>> CommandAsync(JobId job, JobCommand command, OperationBy by, CancellationToken cancellation = default);

    /// <summary>The change that a job makes by itself, if generation and status are still these and the counters still say so.</summary>
    Task<Written<JobRow>> SettleAsync(SettleJob settle, CancellationToken cancellation = default);

    /// <summary>Jobs that are neither ended nor paused.</summary>
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
    string? IdempotencyKey,
    string Fingerprint);

/// <summary>Who does something, from where, and why.</summary>
public sealed record OperationBy(string Who, string Role, string Address, string Reason);

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

    /// <summary>Raised by every accepted command and by the job's failing: the fence against stale assignments.</summary>
    public required long Generation { get; init; }

    public required Domain.Tasks.TaskCounts Counts { get; init; }

    public required long StepsCompleted { get; init; }

    public required long StepsTotal { get; init; }
}

/// <param name="Job">The job's row.</param>
/// <param name="Tasks">All its tasks, by number.</param>
/// <param name="Cursor">Changes after this are not in it.</param>
public sealed record JobTable(JobRow Job, IReadOnlyList<TaskRow> Tasks, long Cursor);

/// <param name="Job">The job's row.</param>
/// <param name="Tasks">The tasks that have changed.</param>
/// <param name="Cursor">Ask again with this.</param>
public sealed record JobChanges(JobRow Job, IReadOnlyList<TaskChange> Tasks, long Cursor);

/// <param name="Job">Which job.</param>
/// <param name="Expected">The status that the decision was based on.</param>
/// <param name="Generation">The generation that it was based on.</param>
/// <param name="Settlement">What the job does.</param>
/// <param name="Counts">The counters that it was based on.</param>
public sealed record SettleJob(
    JobId Job, JobStatus Expected, long Generation, JobSettlement Settlement, Domain.Tasks.TaskCounts Counts);

/// <summary>One line of a job's operation log.</summary>
public sealed record OperationRow(int Sequence, DateTimeOffset At, string Who, string What, string Detail);
