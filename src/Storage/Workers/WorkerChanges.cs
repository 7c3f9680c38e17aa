using Flamenco.Domain.Workers;

namespace Flamenco.Storage.Workers;

/// <summary>How a Worker's row changes: what it says of itself, never who it is or its secret.</summary>
internal static class WorkerChanges
{
    public static WorkerRow SignedOn(this WorkerRow known, WorkerRow said) => known with
    {
        Name = said.Name,
        Address = said.Address,
        Software = said.Software,
        TaskTypes = said.TaskTypes,
        CanRestart = said.CanRestart,
        Status = said.Status,
    };

    public static WorkerRow Took(this WorkerRow known, WorkerStatus status, WorkerStatus? requested) =>
        known with { Status = status, Requested = requested };

    public static Written<WorkerRow> Taken(WorkerRow known) => new Written<WorkerRow>.Conflict(known, "the Worker is registered already");
}
