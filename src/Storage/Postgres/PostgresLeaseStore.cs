using Flamenco.Domain.Identity;
using Flamenco.Storage.Leases;

namespace Flamenco.Storage.Postgres;

/// <inheritdoc cref="ILeaseStore"/>
internal sealed class PostgresLeaseStore(PostgresDatabase database, TimeProvider time) : ILeaseStore
{
    private const string TrustOne =
        """
        INSERT INTO leases (site, until) SELECT $1, value + $2 FROM farm_time
        ON CONFLICT (site) DO UPDATE SET until = excluded.until WHERE leases.until < excluded.until
        """;

    /// <summary>
    /// Not a change that lists and events tell of: no change position. The site's lease is locked before, so two that report of one
    /// site do not cross.
    /// </summary>
    private const string Seen = "UPDATE workers SET last_seen = $1 WHERE manager = $2 AND id = ANY($3)";

    private static readonly string Watched =
        $"SELECT id, lost_from IS NOT NULL FROM workers WHERE manager = $1 AND (lost_from IS NOT NULL OR status IN ({SiteLease.Missed}))";

    private static readonly string Overdue =
        $"""
        SELECT held.worker, NOT (w.id IS NULL OR w.status IN ({SiteLease.AtRest}))
        FROM (SELECT DISTINCT worker FROM attempts WHERE outcome = 0 OR held) held
            LEFT JOIN workers w ON w.id = held.worker
            LEFT JOIN leases l ON l.site = w.manager
        WHERE w.id IS NULL OR w.status IN ({SiteLease.AtRest}) OR COALESCE(l.until, 0) <= (SELECT value FROM farm_time)
        """;

    public Task<IReadOnlyList<WatchedWorker>> RenewAsync(SiteRenewal renewal, CancellationToken cancellation = default) =>
        database.WriteAsync<IReadOnlyList<WatchedWorker>>(
            async session =>
            {
                await TrustAsync(session, renewal.Site, renewal.Length, cancellation);
                if (renewal.Seen.Count > 0)
                    await session.ExecuteAsync(Seen, cancellation, time.GetUtcNow(), renewal.Site, renewal.Seen.Column(worker => worker.Value));
                return await session.QueryAsync(
                    Watched, reader => new WatchedWorker(reader.Worker(0), reader.GetBoolean(1)), cancellation, renewal.Site);
            },
            cancellation);

    public Task<TimeSpan?> FindAsync(ManagerId site, CancellationToken cancellation = default) => database.ReadAsync(
        session => session.FirstAsync(
            "SELECT until FROM leases WHERE site = $1", reader => (TimeSpan?)TimeSpan.FromMilliseconds(reader.GetInt64(0)), cancellation, site),
        cancellation);

    public async Task<IReadOnlyList<OverdueWorker>> OverdueAsync(CancellationToken cancellation = default) => await database.ReadAsync(
        session => session.QueryAsync(Overdue, reader => new OverdueWorker(reader.Worker(0), reader.GetBoolean(1)), cancellation), cancellation);

    /// <summary>The site is trusted for so long from now on, in farm time; a lease never becomes shorter.</summary>
    internal static Task TrustAsync(PostgresSession session, ManagerId site, TimeSpan length, CancellationToken cancellation) =>
        session.ExecuteAsync(TrustOne, cancellation, site, (long)length.TotalMilliseconds);
}
