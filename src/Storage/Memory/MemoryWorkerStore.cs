using Flamenco.Domain.Identity;
using Flamenco.Domain.Tasks;
using Flamenco.Domain.Workers;
using Flamenco.Storage.Leases;
using Flamenco.Storage.Workers;

namespace Flamenco.Storage.Memory;

/// <inheritdoc cref="IWorkerStore"/>
public sealed class MemoryWorkerStore(MemoryDatabase database, TimeProvider time) : IWorkerStore
{
    public Task<Written<WorkerRow>> RegisterAsync(WorkerRow worker, CancellationToken cancellation = default)
    {
        worker.Checked();
        return database.RunAsync<Written<WorkerRow>>(
            rows =>
            {
                if (!rows.Workers.TryAdd(worker.Id, worker))
                    return new Written<WorkerRow>.Conflict(rows.Workers[worker.Id], "the Worker is registered already");
                rows.Trust(worker.Manager, SiteLease.First);
                return new Written<WorkerRow>.Applied(worker);
            },
            cancellation);
    }

    public Task<WorkerRow?> FindAsync(WorkerId worker, CancellationToken cancellation = default) =>
        database.RunAsync(rows => rows.Workers.GetValueOrDefault(worker), cancellation);

    public Task<Written<WorkerRow>> SignOnAsync(WorkerRow worker, CancellationToken cancellation = default)
    {
        worker.Checked();
        return ChangeAsync(worker.Id, known => known.SignedOn(worker), cancellation);
    }

    public Task<Written<WorkerRow>> StatusAsync(
        WorkerId worker, WorkerStatus status, WorkerStatus? requested, WorkerStatus? lostFrom = null, CancellationToken cancellation = default) =>
        ChangeAsync(worker, known => known with { Status = status, Requested = requested, LostFrom = lostFrom }, cancellation);

    public Task<IReadOnlyList<WorkerRow>> ListAsync(ManagerId? manager, CancellationToken cancellation = default) =>
        database.RunAsync<IReadOnlyList<WorkerRow>>(rows => [.. rows.SignedOn(manager)], cancellation);

    public Task<IReadOnlySet<WorkerId>> BusyAsync(ManagerId manager, CancellationToken cancellation = default) =>
        database.RunAsync<IReadOnlySet<WorkerId>>(
            rows => rows.Workers.Values
                .Where(worker => worker.Manager == manager && rows.HeldBy(worker.Id).Any(attempt => attempt.Outcome is AttemptOutcome.Open))
                .Select(worker => worker.Id)
                .ToHashSet(),
            cancellation);

    private Task<Written<WorkerRow>> ChangeAsync(
        WorkerId worker, Func<WorkerRow, WorkerRow> change, CancellationToken cancellation) =>
        database.RunAsync<Written<WorkerRow>>(
            rows =>
            {
                if (!rows.Workers.TryGetValue(worker, out var known))
                    return new Written<WorkerRow>.Missing();

                var changed = change(known) with { LastSeen = time.GetUtcNow() };
                rows.Workers[worker] = changed;
                return new Written<WorkerRow>.Applied(changed);
            },
            cancellation);
}
