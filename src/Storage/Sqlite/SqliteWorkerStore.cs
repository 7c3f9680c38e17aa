using Flamenco.Domain.Identity;
using Flamenco.Domain.Workers;
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
                WorkerRows.Trust(session, worker.Id, WorkerLease.Length);
                return (Written<WorkerRow>)new Written<WorkerRow>.Applied(worker);
            },
            cancellation);
    }

    public Task<WorkerRow?> FindAsync(WorkerId worker, CancellationToken cancellation = default) =>
        store.ReadAsync(session => WorkerRows.Find(session, worker), cancellation);

    public Task<Written<WorkerRow>> SignOnAsync(WorkerRow worker, CancellationToken cancellation = default)
    {
        worker.Checked();
        return store.WriteAsync(session => Change(session, worker.Id, known => known.SignedOn(worker), isTrusted: true), cancellation);
    }

    public Task<Written<WorkerRow>> StatusAsync(
        WorkerId worker, WorkerStatus status, WorkerStatus? requested, CancellationToken cancellation = default) => store.WriteAsync(
        session => Change(session, worker, known => known with { Status = status, Requested = requested }, isTrusted: false), cancellation);

    public Task<Written<WorkerRow>> SeenAsync(WorkerId worker, CancellationToken cancellation = default) =>
        store.WriteAsync(session => Change(session, worker, known => known, isTrusted: true), cancellation);

    public async Task<IReadOnlyList<WorkerRow>> ListAsync(ManagerId? manager, CancellationToken cancellation = default) =>
        await store.ReadAsync(session => WorkerRows.List(session, manager), cancellation);

    public async Task<IReadOnlySet<WorkerId>> BusyAsync(ManagerId manager, CancellationToken cancellation = default) =>
        await store.ReadAsync(session => WorkerRows.Busy(session, manager), cancellation);

    private Written<WorkerRow> Change(SqliteSession session, WorkerId worker, Func<WorkerRow, WorkerRow> change, bool isTrusted)
    {
        if (WorkerRows.Find(session, worker) is not { } known)
            return new Written<WorkerRow>.Missing();

        var changed = change(known) with { LastSeen = time.GetUtcNow() };
        WorkerRows.Save(session, changed);
        if (isTrusted)
            WorkerRows.Trust(session, worker, WorkerLease.Length);
        return new Written<WorkerRow>.Applied(changed);
    }
}
