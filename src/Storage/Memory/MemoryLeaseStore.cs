using Flamenco.Domain.Identity;
using Flamenco.Storage.Leases;

namespace Flamenco.Storage.Memory;

/// <inheritdoc cref="ILeaseStore"/>
public sealed class MemoryLeaseStore(MemoryDatabase database, TimeProvider time) : ILeaseStore
{
    public Task<IReadOnlyList<WatchedWorker>> RenewAsync(SiteRenewal renewal, CancellationToken cancellation = default) =>
        database.RunAsync<IReadOnlyList<WatchedWorker>>(
            rows =>
            {
                rows.Trust(renewal.Site, renewal.Length);
                foreach (var id in renewal.Seen)
                {
                    if (rows.Workers.TryGetValue(id, out var worker) && worker.Manager == renewal.Site)
                        rows.Workers[id] = worker with { LastSeen = time.GetUtcNow() };
                }

                return
                [
                    .. rows.Workers.Values
                        .Where(worker => worker.Manager == renewal.Site && (worker.LostFrom is not null || SiteLease.IsMissed(worker.Status)))
                        .Select(worker => new WatchedWorker(worker.Id, worker.LostFrom is not null)),
                ];
            },
            cancellation);

    public Task<TimeSpan?> FindAsync(ManagerId site, CancellationToken cancellation = default) =>
        database.RunAsync(rows => rows.Leases.TryGetValue(site, out var until) ? until : (TimeSpan?)null, cancellation);

    public Task<IReadOnlyList<OverdueWorker>> OverdueAsync(CancellationToken cancellation = default) =>
        database.RunAsync<IReadOnlyList<OverdueWorker>>(rows => [.. rows.Holders.Select(worker => Judge(rows, worker)).OfType<OverdueWorker>()], cancellation);

    private static OverdueWorker? Judge(MemoryRows rows, WorkerId id)
    {
        if (!rows.Workers.TryGetValue(id, out var worker) || worker.State.RunsNothing)
            return new OverdueWorker(id, LeaseEnded: false);
        return rows.Leases.GetValueOrDefault(worker.Manager) <= rows.FarmTime ? new OverdueWorker(id, LeaseEnded: true) : null;
    }
}
