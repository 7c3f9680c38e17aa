using Flamenco.Domain.Workers;
using Flamenco.Grains.Interfaces.Workers;
using Flamenco.Storage.Tasks;
using Flamenco.Storage.Workers;

namespace Flamenco.Grains.Workers;

/// <summary>Workers as people see them.</summary>
internal static class WorkerViews
{
    public static WorkerView From(WorkerRow worker, IReadOnlyList<AttemptRow> held) => new()
    {
        Id = worker.Id,
        Name = worker.Name,
        Manager = worker.Manager,
        Status = worker.Status.Wire(),
        Platform = worker.Platform,
        Address = worker.Address,
        Software = worker.Software,
        TaskTypes = worker.TaskTypes,
        Registered = worker.Registered,
        LastSeen = worker.LastSeen,
        Tags = worker.Tags,
        StatusRequested = worker.Requested?.Wire(),
        CanRestart = worker.CanRestart,
        Attempts = [.. held.Select(attempt => new HeldAttempt(attempt.Task, attempt.Attempt))],
    };
}
