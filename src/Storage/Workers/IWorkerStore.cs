using Flamenco.Domain.Identity;
using Flamenco.Domain.Scheduling;
using Flamenco.Domain.Workers;

namespace Flamenco.Storage.Workers;

/// <summary>Workers: who they are and what they do.</summary>
public interface IWorkerStore
{
    /// <summary>Stores a new Worker. Its site has a lease from then on: whoever registers a Worker lives.</summary>
    Task<Written<WorkerRow>> RegisterAsync(WorkerRow worker, CancellationToken cancellation = default);

    Task<WorkerRow?> FindAsync(WorkerId worker, CancellationToken cancellation = default);

    /// <summary>Stores what a Worker said when it signed on, with its new status.</summary>
    Task<Written<WorkerRow>> SignOnAsync(WorkerRow worker, CancellationToken cancellation = default);

    /// <summary>Stores what a Worker does, what it is asked to do and, of a lost one, what it did before.</summary>
    Task<Written<WorkerRow>> StatusAsync(
        WorkerId worker, WorkerStatus status, WorkerStatus? requested, WorkerStatus? lostFrom = null, CancellationToken cancellation = default);

    /// <summary>All Workers that have signed on at least once, by name.</summary>
    Task<IReadOnlyList<WorkerRow>> ListAsync(ManagerId? manager, CancellationToken cancellation = default);

    /// <summary>Workers of a site that have an open attempt.</summary>
    Task<IReadOnlySet<WorkerId>> BusyAsync(ManagerId manager, CancellationToken cancellation = default);
}

/// <summary>A Worker's row.</summary>
public sealed record WorkerRow
{
    public required WorkerId Id { get; init; }

    public required ManagerId Manager { get; init; }

    public required string Name { get; init; }

    /// <summary>A slow hash.</summary>
    public required string SecretHash { get; init; }

    public required string Platform { get; init; }

    public required string Address { get; init; }

    public required string Software { get; init; }

    public required IReadOnlyList<string> TaskTypes { get; init; }

    /// <summary>Groups that it is a member of. Only the tag store changes them.</summary>
    public IReadOnlyList<TagId> Tags { get; init; } = [];

    public required WorkerStatus Status { get; init; }

    /// <summary>A status that it is asked to take; null for none.</summary>
    public required WorkerStatus? Requested { get; init; }

    /// <summary>What it did when it was lost; null: it is not lost.</summary>
    public WorkerStatus? LostFrom { get; init; }

    public required bool CanRestart { get; init; }

    public required DateTimeOffset Registered { get; init; }

    public required DateTimeOffset? LastSeen { get; init; }

    public WorkerProfile Profile => new(Id, TaskTypes, Tags: [.. Tags.Select(tag => tag.ToString())]);

    public WorkerState State => new(Status, Requested, LostFrom: LostFrom);

    /// <summary>This row with what <paramref name="said"/> says of the Worker that signs on.</summary>
    internal WorkerRow SignedOn(WorkerRow said) => this with
    {
        Name = said.Name,
        Address = said.Address,
        Software = said.Software,
        TaskTypes = said.TaskTypes,
        CanRestart = said.CanRestart,
        Status = said.Status,
        LostFrom = said.LostFrom,
    };
}
