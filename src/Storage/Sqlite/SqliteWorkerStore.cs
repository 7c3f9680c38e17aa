using Flamenco.Domain.Identity;
using Flamenco.Domain.Workers;
using Flamenco.Storage.Leases;
using Flamenco.Storage.Workers;

namespace Flamenco.Storage.Sqlite;

/// <inheritdoc cref="IWorkerStore"/>
public sealed class SqliteWorkerStore(SqliteStore store, TimeProvider time) : IWorkerStore
{
    public Task<Written<WorkerRow>> RegisterAsync(WorkerRow worker, CancellationToken cancellation = default)
    {
        worker.Checked();
        return store.WriteAsync(
            session =>
            {
                if (WorkerRows.Find(session, worker.Id) is { } known)
                    return new Written<WorkerRow>.Conflict(known, "the Worker is registered already");
                WorkerRows.Save(session, worker);
                SqliteLeaseStore.Trust(session, worker.Manager, SiteLease.First);
                return (Written<WorkerRow>)new Written<WorkerRow>.Applied(worker);
            },
            cancellation);
    }

    public Task<WorkerRow?> FindAsync(WorkerId worker, CancellationToken cancellation = default) =>
        store.ReadAsync(session => WorkerRows.Find(session, worker), cancellation);

    public Task<Written<WorkerRow>> SignOnAsync(WorkerRow worker, CancellationToken cancellation = default)
    {
        worker.Checked();
        return store.WriteAsync(session => Change(session, worker.Id, known => known.SignedOn(worker)), cancellation);
    }

    public Task<Written<WorkerRow>> StatusAsync(
        WorkerId worker, WorkerStatus status, WorkerStatus? requested, WorkerStatus? lostFrom = null, CancellationToken cancellation = default) => store.WriteAsync(
        session => Change(session, worker, known => known with { Status = status, Requested = requested, LostFrom = lostFrom }), cancellation);

    public async Task<IReadOnlyList<WorkerRow>> ListAsync(ManagerId? manager, CancellationToken cancellation = default) =>
        await store.ReadAsync(session => WorkerRows.List(session, manager), cancellation);

    public async Task<IReadOnlySet<WorkerId>> BusyAsync(ManagerId manager, CancellationToken cancellation = default) =>
        await store.ReadAsync(session => WorkerRows.Busy(session, manager), cancellation);

    private Written<WorkerRow> Change(SqliteSession session, WorkerId worker, Func<WorkerRow, WorkerRow> change)
    {
        if (WorkerRows.Find(session, worker) is not { } known)
            return new Written<WorkerRow>.Missing();

        var changed = change(known) with { LastSeen = time.GetUtcNow() };
        WorkerRows.Save(session, changed);
        return new Written<WorkerRow>.Applied(changed);
    }
}
