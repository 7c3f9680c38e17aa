using Flamenco.Domain.Identity;

namespace Flamenco.Storage.Leases;

/// <summary>The leases of sites, in farm time, and what follows from one that has ended.</summary>
public interface ILeaseStore
{
    /// <summary>A site's Manager lives: its lease lasts so much longer, and its Workers that it has seen were seen now.</summary>
    /// <returns>Whom the Manager has to watch: those that are at work as far as is stored, and those that are lost.</returns>
    Task<IReadOnlyList<WatchedWorker>> RenewAsync(SiteRenewal renewal, CancellationToken cancellation = default);

    /// <summary>Until when a site is trusted, in farm time; null: it has no lease.</summary>
    Task<TimeSpan?> FindAsync(ManagerId site, CancellationToken cancellation = default);

    /// <summary>Workers with open or held attempts that nobody answers for any more.</summary>
    Task<IReadOnlyList<OverdueWorker>> OverdueAsync(CancellationToken cancellation = default);
}

/// <param name="Site">Whose Manager lives.</param>
/// <param name="Length">How long it is trusted from now on, in farm time. A lease never becomes shorter.</param>
/// <param name="Seen">Workers of it that have shown a sign of life; what is no Worker of this site counts for nothing.</param>
public sealed record SiteRenewal(ManagerId Site, TimeSpan Length, IReadOnlyList<WorkerId> Seen);

/// <param name="Worker">A Worker of the site.</param>
/// <param name="IsLost">Is it stored as lost?</param>
public sealed record WatchedWorker(WorkerId Worker, bool IsLost);

/// <param name="Worker">Whose attempts they are.</param>
/// <param name="LeaseEnded">Has its site's lease ended? Else it is stored in a status in which it runs nothing.</param>
public sealed record OverdueWorker(WorkerId Worker, bool LeaseEnded);
