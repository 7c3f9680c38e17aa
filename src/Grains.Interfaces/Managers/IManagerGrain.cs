using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces.Jobs;
using Flamenco.Grains.Interfaces.Tasks;
using Flamenco.Grains.Interfaces.Workers;
using Orleans.Concurrency;

namespace Flamenco.Grains.Interfaces.Managers;

/// <summary>One studio site: what it has announced, what jobs offer to it, and which task a Worker gets. Key: the Manager's id.</summary>
[Alias(WireNames.ManagerGrain)]
public interface IManagerGrain : IGrainWithGuidKey
{
    /// <summary>The Manager as it is; null if there is none. Idempotent.</summary>
    [Alias("get")]
    Task<ManagerView?> GetAsync(CancellationToken cancellation = default);

    /// <summary>The gateway says where and what it is. Durable when it answers. Idempotent.</summary>
    [Alias("announce")]
    Task AnnounceAsync(Announcement announcement, CancellationToken cancellation = default);

    /// <summary>The best task for this Worker, assigned durably.</summary>
    [Alias("ask")]
    Task<AskResult> AskAsync(AskTask ask, CancellationToken cancellation = default);

    /// <summary>Why a Worker of the site does what it does; null: there is none. Nothing is given to it. Idempotent.</summary>
    [Alias("why")]
    Task<WhyView?> WhyAsync(WorkerId worker, CancellationToken cancellation = default);

    /// <summary>What a job has to do. A hint: it may be lost, late or doubled.</summary>
    [Alias("offer"), OneWay]
    Task OfferAsync(JobOffer offer);

    /// <summary>From now on tells this gateway when there is more to do. Repeat it each minute; forgotten after three.</summary>
    [Alias("subscribe")]
    Task SubscribeAsync(IWorkHints gateway, CancellationToken cancellation = default);

    /// <summary>
    /// A gateway says whom it has seen; the next time it does so when the answer says. Workers that nobody has seen for too long, although
    /// everybody was listening, are declared lost. Idempotent.
    /// </summary>
    [Alias("seen")]
    Task<SightingsTaken> SeenAsync(SightingReport report, CancellationToken cancellation = default);

    /// <summary>A job of this site was deleted: its gateway has something to remove. A hint: it may be lost, late or doubled.</summary>
    [Alias("job-deleted"), OneWay]
    Task JobDeletedAsync();

    /// <summary>Deleted jobs of which the site may still keep something: the next ones, at most 1,000. Idempotent.</summary>
    [Alias("clean-up-orders")]
    Task<IReadOnlyList<JobId>> CleanUpOrdersAsync(CancellationToken cancellation = default);

    /// <summary>The site keeps nothing of these jobs any more. Durable when it answers. Idempotent.</summary>
    [Alias("confirm-clean-up")]
    Task ConfirmCleanUpAsync(IReadOnlyList<JobId> jobs, CancellationToken cancellation = default);
}

/// <summary>A gateway that lets Workers wait, and keeps what belongs to jobs.</summary>
[Alias(WireNames.WorkHints)]
public interface IWorkHints : IGrainObserver
{
    /// <summary>There are clean-up orders for the site.</summary>
    [Alias("clean-up"), OneWay]
    Task CleanUpAsync();

    /// <summary>There are this many more tasks, by task type: so many waiting Workers may ask.</summary>
    /// <param name="tasks">Task type to number.</param>
    /// <param name="tag">Only Workers with this tag may run them; null: all.</param>
    [Alias("more-work"), OneWay]
    Task MoreWorkAsync(IReadOnlyDictionary<string, int> tasks, string? tag);
}

[GenerateSerializer, Immutable, Alias(WireNames.Announcement)]
public sealed record Announcement
{
    [Id(0)]
    public required string Url { get; init; }

    [Id(1)]
    public required string Version { get; init; }
}

/// <summary>A Manager as people see it.</summary>
[GenerateSerializer, Immutable, Alias(WireNames.ManagerView)]
public sealed record ManagerView
{
    [Id(0)]
    public required ManagerId Id { get; init; }

    [Id(1)]
    public required string Name { get; init; }

    [Id(2)]
    public string? Url { get; init; }

    [Id(3)]
    public string? Version { get; init; }

    [Id(4)]
    public DateTimeOffset? LastSeen { get; init; }

    [Id(5)]
    public required int Workers { get; init; }

    /// <summary>Jobs that offer work now; null in lists.</summary>
    [Id(6)]
    public int? OpenJobs { get; init; }
}

[GenerateSerializer, Immutable, Alias(WireNames.JobOffer)]
public sealed record JobOffer
{
    [Id(0)]
    public required JobId Job { get; init; }

    [Id(1)]
    public required int Priority { get; init; }

    [Id(2)]
    public required DateTimeOffset Created { get; init; }

    /// <summary>Which life of the job's grain offers.</summary>
    [Id(3)]
    public required Guid Source { get; init; }

    /// <summary>Rises with each offer of one source.</summary>
    [Id(4)]
    public required long Sequence { get; init; }

    /// <summary>Task type to the number of tasks that may be handed out now; empty: nothing.</summary>
    [Id(5)]
    public required IReadOnlyDictionary<string, int> Runnable { get; init; }

    /// <summary>Only Workers with this tag may work for the job; null: everybody.</summary>
    [Id(6)]
    public string? Tag { get; init; }

    /// <summary>Task type to how much more there is of it than this source knew before; offers that became smaller are not told.</summary>
    [Id(7)]
    public required IReadOnlyDictionary<string, int> More { get; init; }
}

[GenerateSerializer, Alias(WireNames.AskVerdict)]
public enum AskVerdict
{
    Assigned = 0,
    Nothing = 1,

    /// <summary>The Worker must take another status first.</summary>
    StatusRequested = 2,

    /// <summary>The Worker is not awake.</summary>
    NotAwake = 3,
}

/// <param name="Verdict">Whether there is a task.</param>
/// <param name="Task">The task, if it was assigned.</param>
/// <param name="Status">The status that is requested, or the one in which the Worker is.</param>
/// <param name="TaskTypes">What this Worker can run, so that its gateway knows which hints are for it.</param>
/// <param name="Tags">Groups that it is a member of, for the same.</param>
[GenerateSerializer, Immutable, Alias(WireNames.AskResult)]
public sealed record AskResult(
    [property: Id(0)] AskVerdict Verdict,
    [property: Id(1)] AssignedTaskView? Task,
    [property: Id(2)] string Status,
    [property: Id(3)] IReadOnlyList<string> TaskTypes,
    [property: Id(4)] IReadOnlyList<string> Tags);
