using Flamenco.Domain.Identity;
using Flamenco.Domain.Workers;
using Flamenco.Storage.Leases;
using Flamenco.Storage.Workers;

namespace Flamenco.Storage.Postgres;

/// <inheritdoc cref="IWorkerStore"/>
internal sealed class PostgresWorkerStore(PostgresDatabase database, TimeProvider time) : IWorkerStore
{
    public Task<Written<WorkerRow>> RegisterAsync(WorkerRow worker, CancellationToken cancellation = default)
    {
        worker.Checked();
        return database.WriteAsync<Written<WorkerRow>>(
            async session =>
            {
                if (!await WorkerRows.InsertAsync(session, worker, cancellation))
                {
                    return new Written<WorkerRow>.Conflict(
                        (await WorkerRows.FindAsync(session, worker.Id, cancellation))!, "the Worker is registered already");
                }

                await PostgresLeaseStore.TrustAsync(session, worker.Manager, SiteLease.First, cancellation);
                return new Written<WorkerRow>.Applied(worker);
            },
            cancellation);
    }

    public Task<WorkerRow?> FindAsync(WorkerId worker, CancellationToken cancellation = default) =>
        database.ReadAsync(session => WorkerRows.FindAsync(session, worker, cancellation), cancellation);

    public Task<Written<WorkerRow>> SignOnAsync(WorkerRow worker, CancellationToken cancellation = default)
    {
        worker.Checked();
        return ChangeAsync(worker.Id, known => known.SignedOn(worker), cancellation);
    }

    public Task<Written<WorkerRow>> StatusAsync(
        WorkerId worker, WorkerStatus status, WorkerStatus? requested, WorkerStatus? lostFrom = null, CancellationToken cancellation = default) =>
        ChangeAsync(worker, known => known with { Status = status, Requested = requested, LostFrom = lostFrom }, cancellation);

    public Task<IReadOnlyList<WorkerRow>> ListAsync(ManagerId? manager, CancellationToken cancellation = default) =>
        database.ReadAsync(session => WorkerRows.ListAsync(session, manager, cancellation), cancellation);

    public async Task<IReadOnlySet<WorkerId>> BusyAsync(ManagerId manager, CancellationToken cancellation = default) =>
        await database.ReadAsync(session => WorkerRows.BusyAsync(session, manager, cancellation), cancellation);

    private Task<Written<WorkerRow>> ChangeAsync(
        WorkerId worker, Func<WorkerRow, WorkerRow> change, CancellationToken cancellation) =>
        database.WriteAsync<Written<WorkerRow>>(
            async session =>
            {
                if (await WorkerRows.LockAsync(session, worker, cancellation) is not { } known)
                    return new Written<WorkerRow>.Missing();

                var changed = change(known) with { LastSeen = time.GetUtcNow() };
                await WorkerRows.UpdateAsync(session, changed, cancellation);
                return new Written<WorkerRow>.Applied(changed);
            },
            cancellation);
}
