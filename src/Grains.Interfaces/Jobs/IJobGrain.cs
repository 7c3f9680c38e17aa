using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces.Tasks;
using Orleans.Concurrency;

namespace Flamenco.Grains.Interfaces.Jobs;

/// <summary>One job: compiles itself into tasks, knows which are runnable, and ends when they have ended. Key: the job's id.</summary>
[Alias(WireNames.JobGrain)]
public interface IJobGrain : IGrainWithGuidKey
{
    /// <summary>Compiles the job and stores it with all its tasks, atomically. Durable when it answers. Idempotent by its key.</summary>
    /// <remarks>A million tasks take longer than any other call; the store takes up to some minutes before it is held for stuck.</remarks>
    [Alias("submit"), ResponseTimeout("00:05:00")]
    Task<SubmitResult> SubmitAsync(SubmitJob request, CancellationToken cancellation = default);

    /// <summary>The job as it is; null if there is none. Idempotent.</summary>
    [Alias("get")]
    Task<JobView?> GetAsync(CancellationToken cancellation = default);

    /// <summary>Assigns the best runnable task to this Worker, durably. Not idempotent; a repeated ask is answered by its attempt.</summary>
    [Alias("assign-next")]
    Task<AssignResult> AssignNextAsync(AssignNext request, CancellationToken cancellation = default);

    /// <summary>Accepts a person's command, durably; its tasks follow in the background. Idempotent.</summary>
    [Alias("command")]
    Task<CommandResult> CommandAsync(CommandJob request, CancellationToken cancellation = default);

    /// <summary>Gives the job another priority. Durable when it answers. Idempotent.</summary>
    [Alias("prioritize")]
    Task<CommandResult> PrioritizeAsync(PrioritizeJob request, CancellationToken cancellation = default);

    /// <summary>Takes Workers from the job's blocklist, so that they get its tasks again. Durable when it answers. Idempotent.</summary>
    [Alias("unblock")]
    Task<CommandResult> UnblockAsync(UnblockWorkers request, CancellationToken cancellation = default);

    /// <summary>Says which Workers the job is for. Durable when it answers. Idempotent.</summary>
    [Alias("tag")]
    Task<CommandResult> TagAsync(Tags.TagJob request, CancellationToken cancellation = default);

    /// <summary>Why the job, or one of its tasks, does what it does; null: there is none. Idempotent.</summary>
    /// <param name="task">The task's number; null: the whole job.</param>
    /// <param name="cancellation">Gives up.</param>
    [Alias("why")]
    Task<WhyView?> WhyAsync(uint? task, CancellationToken cancellation = default);

    /// <summary>The task that this Worker would be given now; null: none. Nothing is given. Idempotent.</summary>
    [Alias("next")]
    Task<TaskId?> NextAsync(NextFor worker, CancellationToken cancellation = default);

    /// <summary>A task of the job has been written. A hint: it may be lost, late or doubled.</summary>
    [Alias("task-changed"), OneWay]
    Task TaskChangedAsync(TaskNotice notice);

    /// <summary>Makes sure that the job is awake and looks for work that it missed. Idempotent.</summary>
    [Alias("wake")]
    Task WakeAsync(CancellationToken cancellation = default);
}

/// <summary>A job as submitted.</summary>
[GenerateSerializer, Immutable, Alias(WireNames.SubmitJob)]
public sealed record SubmitJob
{
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>The job type's name.</summary>
    [Id(1)]
    public required string Type { get; init; }

    [Id(2)]
    public required int Priority { get; init; }

    /// <summary>A JSON object.</summary>
    [Id(3)]
    public required string Settings { get; init; }

    [Id(4)]
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    [Id(5)]
    public string? TypeEtag { get; init; }

    [Id(6)]
    public string? ShamanCheckoutId { get; init; }

    [Id(7)]
    public string? WorkerTag { get; init; }

    /// <summary>Is it stored paused?</summary>
    [Id(8)]
    public bool Paused { get; init; }

    /// <summary>The site whose Workers do it.</summary>
    [Id(9)]
    public required ManagerId Manager { get; init; }

    /// <summary>Chosen by the submitter: repeating it gives the first answer; null for none.</summary>
    [Id(10)]
    public string? IdempotencyKey { get; init; }

    [Id(11)]
    public required Access.Actor Actor { get; init; }
}

/// <summary>What a submission leads to. Exactly one of these.</summary>
[GenerateSerializer, Immutable, Alias(WireNames.SubmitResult)]
public abstract record SubmitResult
{
    /// <summary>Stored; or it was stored before under the same idempotency key.</summary>
    [GenerateSerializer, Alias(WireNames.Submitted)]
    public sealed record Submitted([property: Id(0)] JobView Job, [property: Id(1)] bool Repeated) : SubmitResult;

    [GenerateSerializer, Alias(WireNames.SubmitRejected)]
    public sealed record Rejected([property: Id(0)] IReadOnlyList<string> Problems) : SubmitResult;

    [GenerateSerializer, Alias(WireNames.SubmitTypeChanged)]
    public sealed record TypeChanged([property: Id(0)] string Type) : SubmitResult;

    /// <summary>The idempotency key belongs to another job.</summary>
    [GenerateSerializer, Alias(WireNames.SubmitKeyReused)]
    public sealed record KeyReused : SubmitResult;

    /// <summary>It was stored before under the same idempotency key, and deleted since.</summary>
    [GenerateSerializer, Alias(WireNames.SubmitDeleted)]
    public sealed record Deleted : SubmitResult;
}

/// <summary>A job as people see it.</summary>
[GenerateSerializer, Immutable, Alias(WireNames.JobView)]
public sealed record JobView
{
    [Id(0)]
    public required JobId Id { get; init; }

    [Id(1)]
    public required string Name { get; init; }

    [Id(2)]
    public required string Type { get; init; }

    [Id(3)]
    public required int Priority { get; init; }

    /// <summary>A JSON object.</summary>
    [Id(4)]
    public required string Settings { get; init; }

    [Id(5)]
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    [Id(6)]
    public string? ShamanCheckoutId { get; init; }

    [Id(7)]
    public string? WorkerTag { get; init; }

    [Id(8)]
    public required DateTimeOffset Created { get; init; }

    [Id(9)]
    public required DateTimeOffset Updated { get; init; }

    /// <summary>A job status's wire name.</summary>
    [Id(10)]
    public required string Status { get; init; }

    [Id(11)]
    public required string Activity { get; init; }

    [Id(12)]
    public required long StepsCompleted { get; init; }

    [Id(13)]
    public required long StepsTotal { get; init; }

    [Id(14)]
    public required ManagerId Manager { get; init; }

    [Id(15)]
    public required string SubmittedBy { get; init; }

    /// <summary>Status to number of tasks, without zeros.</summary>
    [Id(16)]
    public required IReadOnlyDictionary<string, int> TaskCounts { get; init; }

    /// <summary>Task type to steps; empty in lists.</summary>
    [Id(17)]
    public IReadOnlyDictionary<string, StepCountView> StepsByType { get; init; } = new Dictionary<string, StepCountView>();

    /// <summary>The command that is being carried to its tasks; null: none.</summary>
    [Id(18)]
    public SweepView? Sweep { get; init; }
}

/// <param name="What">A sweep's wire name.</param>
/// <param name="Reached">Tasks that it has reached.</param>
[GenerateSerializer, Immutable, Alias(WireNames.SweepView)]
public sealed record SweepView([property: Id(0)] string What, [property: Id(1)] int Reached);

[GenerateSerializer, Immutable, Alias(WireNames.StepCountView)]
public sealed record StepCountView([property: Id(0)] long Completed, [property: Id(1)] long Total);
