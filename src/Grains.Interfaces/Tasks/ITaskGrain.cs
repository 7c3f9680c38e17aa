using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces.Jobs;

namespace Flamenco.Grains.Interfaces.Tasks;

/// <summary>One task's life: who holds it, what they report, how it ends. Key: the task's id. Never calls its job and waits.</summary>
[Alias(WireNames.TaskGrain)]
public interface ITaskGrain : IGrainWithGuidKey
{
    /// <summary>The task as it is; null if there is none. Idempotent.</summary>
    [Alias("get")]
    Task<TaskView?> GetAsync(CancellationToken cancellation = default);

    /// <summary>Gives the task to a Worker under a new attempt. Durable when it answers. A repeated ask is answered by its attempt.</summary>
    [Alias("assign")]
    Task<AssignResult> AssignAsync(AssignTask request, CancellationToken cancellation = default);

    /// <summary>What a Worker reports of its attempt. Durable when it answers. Idempotent.</summary>
    [Alias("report")]
    Task<ReportResult> ReportAsync(TaskReport report, CancellationToken cancellation = default);

    /// <summary>May this Worker go on with this attempt? Null for the attempt: whichever it holds. Judged by the store. Idempotent.</summary>
    [Alias("may-run")]
    Task<MayRunResult> MayRunAsync(WorkerId worker, int? attempt, CancellationToken cancellation = default);

    /// <summary>This Worker's attempt of the task, however it ended: the one named, or its last; null if it has none. Idempotent.</summary>
    [Alias("attempt-of")]
    Task<int?> AttemptOfAsync(WorkerId worker, int? attempt, CancellationToken cancellation = default);

    /// <summary>The attempt is not run by anybody: the task is queued again. No effect on an attempt that is not open. Idempotent.</summary>
    [Alias("expire")]
    Task ExpireAsync(int attempt, string reason, CancellationToken cancellation = default);

    /// <summary>The processes of a revoked attempt are dead: the task may be assigned again. Idempotent.</summary>
    [Alias("confirm-dead")]
    Task ConfirmDeadAsync(int attempt, CancellationToken cancellation = default);

    /// <summary>Carries out a person's command on this task alone. Durable when it answers. Idempotent.</summary>
    [Alias("command")]
    Task<CommandResult> CommandAsync(CommandTask request, CancellationToken cancellation = default);

    /// <summary>The answer of an ask was lost: the open attempt is handed out under a new one. Null if it is not open any more.</summary>
    [Alias("hand-out-again")]
    Task<AssignedTaskView?> HandOutAgainAsync(HandOutAgain request, CancellationToken cancellation = default);
}

/// <summary>An assignment as the job wants it; the store's verdict decides.</summary>
[GenerateSerializer, Immutable, Alias(WireNames.AssignTask)]
public sealed record AssignTask
{
    [Id(0)]
    public required AssignNext To { get; init; }

    /// <summary>The last attempt number that the job knows of; the new one is one higher.</summary>
    [Id(1)]
    public required int ExpectedAttempt { get; init; }

    /// <summary>The job's generation as the job knows it: the fence against stale assignments.</summary>
    [Id(2)]
    public required long Generation { get; init; }
}

[GenerateSerializer, Alias(WireNames.AssignVerdict)]
public enum AssignVerdict
{
    Assigned = 0,

    /// <summary>Nothing that this Worker may run.</summary>
    Nothing = 1,

    /// <summary>The rows are not what the job believed; it reads them again.</summary>
    Conflict = 2,

    /// <summary>The Worker's slot holds another open attempt.</summary>
    SlotBusy = 3,

    /// <summary>The ask says something about attempts that the Worker holds: that is to be settled first.</summary>
    Unsettled = 4,
}

/// <param name="Verdict">Whether there is a task.</param>
/// <param name="Task">The task, if it was assigned.</param>
/// <param name="Notice">The task's row as it is now; null if it was not read.</param>
[GenerateSerializer, Immutable, Alias(WireNames.AssignResult)]
public sealed record AssignResult(
    [property: Id(0)] AssignVerdict Verdict,
    [property: Id(1)] AssignedTaskView? Task = null,
    [property: Id(2)] TaskNotice? Notice = null);

/// <summary>A task as it is handed to a Worker. Variables in its commands are not expanded yet.</summary>
[GenerateSerializer, Immutable, Alias(WireNames.AssignedTaskView)]
public sealed record AssignedTaskView
{
    [Id(0)]
    public required TaskId Id { get; init; }

    [Id(1)]
    public required string Name { get; init; }

    [Id(2)]
    public required int Priority { get; init; }

    [Id(3)]
    public required int JobPriority { get; init; }

    [Id(4)]
    public required string JobType { get; init; }

    [Id(5)]
    public required string TaskType { get; init; }

    /// <summary>A JSON array of commands: name, parameters, total_step_count.</summary>
    [Id(6)]
    public required string Commands { get; init; }

    [Id(7)]
    public required int StepsTotal { get; init; }

    [Id(8)]
    public required int Attempt { get; init; }

    /// <summary>The id under which a Flamenco 3 Worker gets it; null: the task's own.</summary>
    [Id(9)]
    public Guid? Alias { get; init; }
}

/// <summary>A task's row after a write, for its job. Counts only with a higher version than what is known.</summary>
[GenerateSerializer, Immutable, Alias(WireNames.TaskNotice)]
public sealed record TaskNotice
{
    [Id(0)]
    public required uint Number { get; init; }

    [Id(1)]
    public required Domain.Tasks.RenderTaskStatus Status { get; init; }

    [Id(2)]
    public required int Attempt { get; init; }

    [Id(3)]
    public required bool Held { get; init; }

    [Id(4)]
    public required int Version { get; init; }

    [Id(5)]
    public required int StepsCompleted { get; init; }

    [Id(6)]
    public required IReadOnlyList<WorkerId> FailedBy { get; init; }

    /// <summary>Has more than the task changed: the job's generation, or who may get its tasks?</summary>
    [Id(7)]
    public bool JobChanged { get; init; }
}

/// <summary>A command of a person on one task alone.</summary>
[GenerateSerializer, Immutable, Alias(WireNames.CommandTask)]
public sealed record CommandTask
{
    /// <summary>A <see cref="Domain.Tasks.SingleTaskCommand"/>.</summary>
    [Id(0)]
    public required Domain.Tasks.SingleTaskCommand Command { get; init; }

    /// <inheritdoc cref="CommandJob.Reason"/>
    [Id(1)]
    public required string Reason { get; init; }

    [Id(2)]
    public required Access.Actor Actor { get; init; }

    /// <inheritdoc cref="CommandJob.IdempotencyKey"/>
    [Id(3)]
    public string? IdempotencyKey { get; init; }
}

/// <summary>What a Worker says of the attempt that it runs.</summary>
[GenerateSerializer, Immutable, Alias(WireNames.TaskReport)]
public sealed record TaskReport
{
    [Id(0)]
    public required WorkerId Worker { get; init; }

    /// <summary>Null from a Flamenco 3 Worker: whichever it holds.</summary>
    [Id(1)]
    public int? Attempt { get; init; }

    /// <summary><c>active</c>, <c>completed</c> or <c>failed</c>; null: no change.</summary>
    [Id(2)]
    public string? Status { get; init; }

    [Id(3)]
    public string? Activity { get; init; }

    [Id(4)]
    public int? StepsCompleted { get; init; }
}

[GenerateSerializer, Alias(WireNames.ReportResult)]
public enum ReportResult
{
    Accepted = 0,

    /// <summary>The attempt is not this Worker's, or not open any more.</summary>
    Stale = 1,

    /// <summary>There is no such task.</summary>
    Gone = 2,
}

[GenerateSerializer, Immutable, Alias(WireNames.MayRunResult)]
public sealed record MayRunResult([property: Id(0)] bool MayRun, [property: Id(1)] string Reason);

/// <summary>An open attempt under a new ask of the same slot and life.</summary>
[GenerateSerializer, Immutable, Alias(WireNames.HandOutAgain)]
public sealed record HandOutAgain(
    [property: Id(0)] int Attempt, [property: Id(1)] int Slot, [property: Id(2)] long Life, [property: Id(3)] long Ask);

/// <summary>A task as people see it.</summary>
[GenerateSerializer, Immutable, Alias(WireNames.TaskView)]
public sealed record TaskView
{
    [Id(0)]
    public required TaskId Id { get; init; }

    [Id(1)]
    public required string Name { get; init; }

    [Id(2)]
    public required string TaskType { get; init; }

    [Id(3)]
    public required int Priority { get; init; }

    /// <summary>A task status's wire name.</summary>
    [Id(4)]
    public required string Status { get; init; }

    [Id(5)]
    public required string Activity { get; init; }

    /// <summary>A JSON array of commands.</summary>
    [Id(6)]
    public required string Commands { get; init; }

    [Id(7)]
    public required int StepsCompleted { get; init; }

    [Id(8)]
    public required int StepsTotal { get; init; }

    [Id(9)]
    public required DateTimeOffset Created { get; init; }

    [Id(10)]
    public required DateTimeOffset Updated { get; init; }

    /// <summary>The last attempt's number; 0 for none.</summary>
    [Id(11)]
    public required int Attempt { get; init; }

    /// <summary>The last Worker; null for none.</summary>
    [Id(12)]
    public WorkerRef? Worker { get; init; }

    [Id(13)]
    public required IReadOnlyList<WorkerRef> FailedBy { get; init; }

    [Id(14)]
    public required IReadOnlyList<AttemptView> Attempts { get; init; }

    [Id(15)]
    public required IReadOnlyList<TaskId> DependsOn { get; init; }
}

[GenerateSerializer, Immutable, Alias(WireNames.WorkerRef)]
public sealed record WorkerRef([property: Id(0)] WorkerId Id, [property: Id(1)] string Name, [property: Id(2)] string Address);

/// <summary>One assignment of a task.</summary>
[GenerateSerializer, Immutable, Alias(WireNames.AttemptView)]
public sealed record AttemptView(
    [property: Id(0)] int Attempt,
    [property: Id(1)] WorkerId Worker,
    [property: Id(2)] string Outcome,
    [property: Id(3)] DateTimeOffset Assigned,
    [property: Id(4)] DateTimeOffset? Ended,
    [property: Id(5)] string? Reason);
