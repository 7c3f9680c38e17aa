using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces.Tags;
using Flamenco.Grains.Interfaces.Tasks;

namespace Flamenco.Grains.Interfaces.Workers;

/// <summary>One Worker: who it is, what it does, which attempts it holds. Key: the Worker's id.</summary>
[Alias(WireNames.WorkerGrain)]
public interface IWorkerGrain : IGrainWithGuidKey
{
    /// <summary>Stores a new Worker. Durable when it answers. Once per id.</summary>
    [Alias("register")]
    Task<WorkerView> RegisterAsync(RegisterWorker request, CancellationToken cancellation = default);

    /// <summary>The Worker as it is; null if there is none. Idempotent.</summary>
    [Alias("get")]
    Task<WorkerView?> GetAsync(CancellationToken cancellation = default);

    /// <summary>The Worker has started. Answers the status that it must take, by its wire name. Idempotent.</summary>
    [Alias("sign-on")]
    Task<string> SignOnAsync(SignOn request, CancellationToken cancellation = default);

    /// <summary>The Worker stops; what it held is queued again, but for what a later life of it holds. Idempotent.</summary>
    /// <param name="life">Whose end this is; null from a Flamenco 3 Worker: whatever it held.</param>
    /// <param name="cancellation">Gives up.</param>
    [Alias("sign-off")]
    Task SignOffAsync(long? life = null, CancellationToken cancellation = default);

    /// <summary>The Worker has taken this status. False: that is no status. Idempotent.</summary>
    /// <param name="status">Its wire name.</param>
    /// <param name="life">Which life of it says so; null from a Flamenco 3 Worker.</param>
    /// <param name="cancellation">Gives up.</param>
    [Alias("state-changed")]
    Task<bool> StateChangedAsync(string status, long? life = null, CancellationToken cancellation = default);

    /// <summary>The status that the Worker is asked to take; null for none. Idempotent.</summary>
    [Alias("requested-status")]
    Task<string?> RequestedStatusAsync(CancellationToken cancellation = default);

    /// <summary>The Worker is a member of exactly these tags from now on. Durable when it answers. Idempotent.</summary>
    [Alias("tag")]
    Task<TagVerdict> TagAsync(TagWorker request, CancellationToken cancellation = default);

    /// <summary>
    /// What its row says, perhaps some seconds ago: enough to look for a task, because the assignment is refused while the ask
    /// says something about attempts that this Worker holds. Idempotent.
    /// </summary>
    [Alias("ready")]
    Task<AskReady> ReadyAsync(CancellationToken cancellation = default);

    /// <summary>Settles what the ask says about the attempts that this Worker holds. Idempotent.</summary>
    [Alias("settle")]
    Task<AskReady> SettleAsync(AskTask ask, CancellationToken cancellation = default);

    /// <summary>A sign of life without an ask: says which attempts must stop. Idempotent.</summary>
    [Alias("alive")]
    Task<AliveResult> AliveAsync(Alive alive, CancellationToken cancellation = default);

    /// <summary>
    /// Its lease has ended: whatever it held goes to others. Durable when it answers. False: the Worker itself was heard just now, so it is
    /// not lost. Idempotent.
    /// </summary>
    [Alias("lost")]
    Task<bool> LostAsync(string reason, CancellationToken cancellation = default);

    /// <summary>Its Manager sees it: where it was lost, it goes on as before. Durable when it answers. Idempotent.</summary>
    [Alias("heard-of")]
    Task HeardOfAsync(CancellationToken cancellation = default);

    /// <summary>If it is stored as running nothing, whatever it holds all the same goes to others. Durable when it answers. Idempotent.</summary>
    [Alias("release")]
    Task ReleaseAsync(CancellationToken cancellation = default);
}

[GenerateSerializer, Immutable, Alias(WireNames.RegisterWorker)]
public sealed record RegisterWorker
{
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>Only its slow hash is stored.</summary>
    [Id(1)]
    public required string Secret { get; init; }

    [Id(2)]
    public required string Platform { get; init; }

    [Id(3)]
    public required IReadOnlyList<string> TaskTypes { get; init; }

    [Id(4)]
    public required string Address { get; init; }

    [Id(5)]
    public required ManagerId Manager { get; init; }
}

/// <summary>A Worker as people see it.</summary>
[GenerateSerializer, Immutable, Alias(WireNames.WorkerView)]
public sealed record WorkerView
{
    [Id(0)]
    public required WorkerId Id { get; init; }

    [Id(1)]
    public required string Name { get; init; }

    [Id(2)]
    public required ManagerId Manager { get; init; }

    /// <summary>A Worker status's wire name; empty until it has signed on.</summary>
    [Id(3)]
    public required string Status { get; init; }

    [Id(4)]
    public required string Platform { get; init; }

    [Id(5)]
    public required string Address { get; init; }

    [Id(6)]
    public required string Software { get; init; }

    [Id(7)]
    public required IReadOnlyList<string> TaskTypes { get; init; }

    [Id(8)]
    public required DateTimeOffset Registered { get; init; }

    [Id(9)]
    public DateTimeOffset? LastSeen { get; init; }

    [Id(10)]
    public IReadOnlyList<HeldAttempt> Attempts { get; init; } = [];

    /// <summary>Groups that it is a member of.</summary>
    [Id(11)]
    public IReadOnlyList<TagId> Tags { get; init; } = [];

    /// <summary>A status that it is asked to take, by its wire name; null for none.</summary>
    [Id(12)]
    public string? StatusRequested { get; init; }

    [Id(13)]
    public bool CanRestart { get; init; }
}

[GenerateSerializer, Immutable, Alias(WireNames.SignOn)]
public sealed record SignOn
{
    [Id(0)]
    public required string Name { get; init; }

    [Id(1)]
    public required IReadOnlyList<string> TaskTypes { get; init; }

    [Id(2)]
    public required string Software { get; init; }

    [Id(3)]
    public required bool CanRestart { get; init; }

    [Id(4)]
    public required string Address { get; init; }
}

/// <summary>A free slot of a Worker asks for a task, and says what the Worker runs.</summary>
[GenerateSerializer, Immutable, Alias(WireNames.AskTask)]
public sealed record AskTask
{
    [Id(0)]
    public required WorkerId Worker { get; init; }

    [Id(1)]
    public required int Slot { get; init; }

    [Id(2)]
    public required long Life { get; init; }

    /// <summary>Rises per slot, over restarts too; 0 from a Flamenco 3 Worker, which sends no list either.</summary>
    [Id(3)]
    public required long Ask { get; init; }

    /// <summary>Attempts that run or whose result is unacknowledged.</summary>
    [Id(4)]
    public required IReadOnlyList<HeldAttempt> Attempts { get; init; }

    /// <summary>Per slot the highest ask whose answer will not be taken any more.</summary>
    [Id(5)]
    public required IReadOnlyList<ClosedSlot> Closed { get; init; }

    public bool IsFlamenco3 => Ask == 0;
}

[GenerateSerializer, Immutable, Alias(WireNames.HeldAttempt)]
public sealed record HeldAttempt([property: Id(0)] TaskId Task, [property: Id(1)] int Attempt);

[GenerateSerializer, Immutable, Alias(WireNames.ClosedSlot)]
public sealed record ClosedSlot([property: Id(0)] int Slot, [property: Id(1)] long Ask);

/// <summary>What a Worker's ask finds before any job is asked.</summary>
[GenerateSerializer, Immutable, Alias(WireNames.AskReady)]
public sealed record AskReady
{
    /// <summary>A status that the Worker must take first; null for none.</summary>
    [Id(0)]
    public string? StatusRequested { get; init; }

    /// <summary>The Worker's status, by its wire name; only <c>awake</c> ones get tasks.</summary>
    [Id(1)]
    public required string Status { get; init; }

    [Id(2)]
    public required IReadOnlyList<string> TaskTypes { get; init; }

    /// <summary>The slot's open attempt, handed out again because its answer was lost; null for none.</summary>
    [Id(3)]
    public AssignedTaskView? Again { get; init; }

    /// <summary>The slot holds an attempt that the Worker still runs: there is nothing for it.</summary>
    [Id(4)]
    public bool SlotBusy { get; init; }

    /// <summary>Was an attempt let go, so that there may be more to do than before?</summary>
    [Id(5)]
    public bool LetGo { get; init; }

    /// <summary>Groups that the Worker is a member of.</summary>
    [Id(6)]
    public IReadOnlyList<string> Tags { get; init; } = [];
}

[GenerateSerializer, Immutable, Alias(WireNames.Alive)]
public sealed record Alive
{
    [Id(0)]
    public required long Life { get; init; }

    [Id(1)]
    public required IReadOnlyList<HeldAttempt> Attempts { get; init; }

    [Id(2)]
    public required IReadOnlyList<ClosedSlot> Closed { get; init; }
}

[GenerateSerializer, Immutable, Alias(WireNames.AliveResult)]
public sealed record AliveResult(
    [property: Id(0)] IReadOnlyList<HeldAttempt> Stop, [property: Id(1)] string? StatusRequested);
