using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces.Jobs;
using Flamenco.Grains.Interfaces.Managers;
using Flamenco.Grains.Interfaces.Tags;
using Flamenco.Grains.Interfaces.Tasks;
using Flamenco.Grains.Interfaces.Workers;

namespace Flamenco.Grains.Interfaces.Farm;

/// <summary>Lists, by query tables; single things are answered by their own grains. Any number of activations; nothing in memory.</summary>
[Alias(WireNames.FarmGrain)]
public interface IFarmGrain : IGrainWithIntegerKey
{
    [Alias("jobs")]
    Task<JobsAnswer> JobsAsync(JobsQuery query, CancellationToken cancellation = default);

    [Alias("tasks")]
    Task<TasksAnswer> TasksAsync(TasksQuery query, CancellationToken cancellation = default);

    [Alias("workers")]
    Task<IReadOnlyList<WorkerView>> WorkersAsync(ManagerId? manager, CancellationToken cancellation = default);

    /// <summary>Worker tags, by name.</summary>
    [Alias("tags")]
    Task<IReadOnlyList<TagView>> TagsAsync(ManagerId? manager, CancellationToken cancellation = default);

    [Alias("managers")]
    Task<IReadOnlyList<ManagerView>> ManagersAsync(CancellationToken cancellation = default);

    [Alias("operations")]
    Task<IReadOnlyList<OperationView>> OperationsAsync(JobId job, CancellationToken cancellation = default);

    /// <summary>The attempt that a Flamenco 3 Worker has under this alias; null: there is none. It never stands for another.</summary>
    [Alias("attempt-of-alias")]
    Task<HeldAttempt?> AttemptOfAliasAsync(Guid alias, CancellationToken cancellation = default);

    /// <summary>Workers that get no more tasks of some types of the job, by name.</summary>
    [Alias("blocklist")]
    Task<IReadOnlyList<BlockedWorker>> BlocklistAsync(JobId job, CancellationToken cancellation = default);

    /// <summary>What is left of a deleted job; null if there was none.</summary>
    [Alias("tombstone")]
    Task<TombstoneView?> TombstoneAsync(JobId job, CancellationToken cancellation = default);

    /// <summary>The job types that can be used now, sorted by name.</summary>
    [Alias("job-types")]
    Task<IReadOnlyList<JobTypeView>> JobTypesAsync(CancellationToken cancellation = default);

    /// <summary>Would this job compile? Nothing is stored.</summary>
    [Alias("check")]
    Task<CheckResult> CheckAsync(SubmitJob job, CancellationToken cancellation = default);
}

/// <summary>A job that was deleted.</summary>
[GenerateSerializer, Immutable, Alias(WireNames.TombstoneView)]
public sealed record TombstoneView(
    [property: Id(0)] JobId Job,
    [property: Id(1)] string Name,
    [property: Id(2)] ManagerId Manager,
    [property: Id(3)] string DeletedBy,
    [property: Id(4)] DateTimeOffset Deleted);

/// <summary>Newest first.</summary>
/// <param name="Limit">1 to 1,000.</param>
/// <param name="After">The last job of the page before; null for the first page.</param>
/// <param name="Manager">Only this site's; null: all.</param>
[GenerateSerializer, Immutable, Alias(WireNames.JobsQuery)]
public sealed record JobsQuery([property: Id(0)] int Limit, [property: Id(1)] JobId? After, [property: Id(2)] ManagerId? Manager);

[GenerateSerializer, Immutable, Alias(WireNames.JobsAnswer)]
public sealed record JobsAnswer([property: Id(0)] IReadOnlyList<JobView> Jobs, [property: Id(1)] JobId? Next);

/// <summary>In the order of the job.</summary>
/// <param name="Job">Whose tasks.</param>
/// <param name="Limit">1 to 100,000.</param>
/// <param name="After">The number of the last task of the page before; 0 for the first page.</param>
[GenerateSerializer, Immutable, Alias(WireNames.TasksQuery)]
public sealed record TasksQuery([property: Id(0)] JobId Job, [property: Id(1)] int Limit, [property: Id(2)] uint After);

[GenerateSerializer, Immutable, Alias(WireNames.TasksAnswer)]
public sealed record TasksAnswer([property: Id(0)] IReadOnlyList<TaskListView> Tasks, [property: Id(1)] uint? Next);

/// <summary>A task in a list.</summary>
[GenerateSerializer, Immutable, Alias(WireNames.TaskListView)]
public sealed record TaskListView
{
    [Id(0)]
    public required TaskId Id { get; init; }

    [Id(1)]
    public required string Name { get; init; }

    [Id(2)]
    public required string TaskType { get; init; }

    [Id(3)]
    public required int Priority { get; init; }

    [Id(4)]
    public required string Status { get; init; }

    [Id(5)]
    public required string Activity { get; init; }

    [Id(6)]
    public required int StepsCompleted { get; init; }

    [Id(7)]
    public required int StepsTotal { get; init; }

    [Id(8)]
    public required DateTimeOffset Updated { get; init; }

    [Id(9)]
    public WorkerRef? Worker { get; init; }
}

/// <summary>One line of a job's operation log.</summary>
[GenerateSerializer, Immutable, Alias(WireNames.OperationView)]
public sealed record OperationView(
    [property: Id(0)] int Sequence,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] string Who,
    [property: Id(3)] string What,
    [property: Id(4)] string Detail);

/// <summary>A job type: its name, and its <see cref="Domain.Compiling.JobTypeSchema"/> as JSON.</summary>
[GenerateSerializer, Immutable, Alias(WireNames.JobTypeView)]
public sealed record JobTypeView([property: Id(0)] string Name, [property: Id(1)] string Json);

/// <param name="TypeChanged">The etag does not fit the job type any more.</param>
/// <param name="Problems">Everything that is wrong; empty: it compiles.</param>
[GenerateSerializer, Immutable, Alias(WireNames.CheckResult)]
public sealed record CheckResult([property: Id(0)] bool TypeChanged, [property: Id(1)] IReadOnlyList<string> Problems);
