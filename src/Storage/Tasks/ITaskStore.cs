using Flamenco.Domain.Failures;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Scheduling;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Jobs;

namespace Flamenco.Storage.Tasks;

/// <summary>Single tasks and their attempts. Every write is fenced: by the attempt being open, assignments by the job's generation too.</summary>
public interface ITaskStore
{
    Task<StoredTask?> FindAsync(TaskId task, CancellationToken cancellation = default);

    Task<IReadOnlyList<TaskListRow>> ListAsync(JobId job, int limit, uint after, CancellationToken cancellation = default);

    Task<IReadOnlyList<AttemptRow>> AttemptsAsync(TaskId task, CancellationToken cancellation = default);

    /// <summary>The attempt that a Flamenco 3 Worker has under this id; null: there is none.</summary>
    Task<AttemptRow?> FindByAliasAsync(Guid alias, CancellationToken cancellation = default);

    /// <summary>Open attempts of a Worker, and revoked ones that may still run.</summary>
    Task<IReadOnlyList<AttemptRow>> HeldByAsync(WorkerId worker, CancellationToken cancellation = default);

    /// <summary>What the failure policy must know when this Worker fails this task.</summary>
    Task<FailureReport> FailuresAsync(TaskId task, WorkerId worker, CancellationToken cancellation = default);

    /// <summary>A new attempt for a Worker's free slot.</summary>
    Task<AssignOutcome> AssignAsync(NewAttempt attempt, CancellationToken cancellation = default);

    /// <summary>The attempt runs; steps never fall. Conflict: it is not open.</summary>
    Task<Written<StoredTask>> ProgressAsync(AttemptProgress progress, CancellationToken cancellation = default);

    /// <summary>The attempt has ended. Repeated: it ended so before. Conflict: it ended otherwise.</summary>
    Task<Written<StoredTask>> EndAsync(AttemptEnd end, CancellationToken cancellation = default);

    /// <summary>The processes of a revoked attempt are dead: its hold goes. Conflict: the hold is not that attempt.</summary>
    Task<Written<StoredTask>> ConfirmDeadAsync(TaskId task, int attempt, CancellationToken cancellation = default);

    /// <summary>Carries out a person's command on this task alone. Judged by what is stored.</summary>
    Task<Commanded> CommandAsync(TaskId task, SingleTaskCommand command, OperationBy by, CancellationToken cancellation = default);

    /// <summary>An open attempt gets a new ask, because the answer to its last one was lost. Null: it is not open.</summary>
    Task<AssignedRow?> HandOutAgainAsync(TaskId task, int attempt, int slot, long life, long ask, CancellationToken cancellation = default);
}

/// <param name="Task">Which task.</param>
/// <param name="ExpectedAttempt">The last attempt number that the writer knows of.</param>
/// <param name="Generation">The job's generation that the writer knows of.</param>
/// <param name="Worker">Who gets it.</param>
/// <param name="Slot">Its slot.</param>
/// <param name="Life">Its life.</param>
/// <param name="Ask">The ask that this is the answer to.</param>
public sealed record NewAttempt(TaskId Task, int ExpectedAttempt, long Generation, WorkerId Worker, int Slot, long Life, long Ask)
{
    /// <summary>
    /// Does the ask say something about an attempt that the store believes its Worker to hold? Then that is settled first. So an
    /// ask that finds a task needs no look at the store before its assignment. Must be a pure function of the attempt.
    /// </summary>
    public Func<AttemptRow, bool> Settles { get; init; } = _ => false;
}

/// <param name="Task">Which task.</param>
/// <param name="Attempt">Which attempt.</param>
/// <param name="Activity">Null: as it was.</param>
/// <param name="StepsCompleted">Null: as it was.</param>
/// <param name="By">Whose attempt it must be; null: anybody's.</param>
public sealed record AttemptProgress(TaskId Task, int Attempt, string? Activity, int? StepsCompleted, WorkerId? By = null);

/// <param name="Task">Which task.</param>
/// <param name="Attempt">Which attempt.</param>
/// <param name="Event">What happened: completed, failed with a verdict, or expired.</param>
/// <param name="Activity">For people; null: as it was.</param>
/// <param name="Reason">Kept with the attempt; null for none.</param>
/// <param name="By">Whose attempt it must be; null: anybody's.</param>
public sealed record AttemptEnd(TaskId Task, int Attempt, TaskEvent Event, string? Activity, string? Reason, WorkerId? By = null);

/// <summary>A task's row, with everything that its grain and people need.</summary>
public sealed record StoredTask
{
    public required TaskId Id { get; init; }

    public required string Name { get; init; }

    public required string Type { get; init; }

    public required int Priority { get; init; }

    public required RenderTaskStatus Status { get; init; }

    /// <summary>The last attempt number given; 0 for none.</summary>
    public required int Attempt { get; init; }

    /// <summary>A revoked attempt that may still run; null for none.</summary>
    public required int? Held { get; init; }

    public required int Version { get; init; }

    public required string Activity { get; init; }

    public required int StepsCompleted { get; init; }

    public required int StepsTotal { get; init; }

    public required IReadOnlyList<uint> DependsOn { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required DateTimeOffset Updated { get; init; }

    /// <summary>Workers that failed it, since it was last requeued by a person.</summary>
    public required IReadOnlyList<WorkerId> FailedBy { get; init; }

    /// <summary>Was it canceled because its job failed?</summary>
    public required bool CanceledByFailing { get; init; }

    public TaskRow Row => new(
        Id.Number, Type, Priority, Status, Attempt, Held is not null, Version, StepsCompleted, StepsTotal, DependsOn, FailedBy);

    public TaskChange Change => new(Id.Number, Status, Attempt, Held is not null, Version, StepsCompleted, FailedBy);
}

/// <summary>A task with what a Worker needs to execute it.</summary>
/// <param name="Task">The row.</param>
/// <param name="JobType">Its job's type.</param>
/// <param name="JobPriority">Its job's priority.</param>
/// <param name="Commands">A JSON array.</param>
public sealed record AssignedRow(StoredTask Task, string JobType, int JobPriority, string Commands);

/// <summary>A task in a list.</summary>
public sealed record TaskListRow(StoredTask Task, WorkerId? Worker, string? WorkerName, string? WorkerAddress);

/// <summary>One assignment of a task to one Worker.</summary>
public sealed record AttemptRow
{
    public required TaskId Task { get; init; }

    public required int Attempt { get; init; }

    public required WorkerId Worker { get; init; }

    public required string WorkerName { get; init; }

    public required string WorkerAddress { get; init; }

    public required int Slot { get; init; }

    public required long Life { get; init; }

    public required long Ask { get; init; }

    public required AttemptOutcome Outcome { get; init; }

    /// <summary>Revoked, and perhaps still running.</summary>
    public required bool Held { get; init; }

    public required DateTimeOffset Assigned { get; init; }

    public required DateTimeOffset? Ended { get; init; }

    public required string? Reason { get; init; }

    /// <summary>The id under which a Flamenco 3 Worker has it; null: the task's own, or the Worker is not one of those.</summary>
    public Guid? Alias { get; init; }
}
