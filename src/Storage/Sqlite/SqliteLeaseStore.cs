using System.Text.Json;
using Flamenco.Domain.Identity;
using Flamenco.Storage.Leases;

namespace Flamenco.Storage.Sqlite;

/// <inheritdoc cref="ILeaseStore"/>
public sealed class SqliteLeaseStore(SqliteStore store, TimeProvider time) : ILeaseStore
{
    /// <summary>Not a change that lists and events tell of: no change position.</summary>
    private const string Seen =
        "UPDATE workers SET last_seen = @now WHERE manager = @site AND hex(id) IN (SELECT value FROM json_each(@workers))";

    private static readonly string Watched =
        $"SELECT id, lost_from IS NOT NULL FROM workers WHERE manager = @site AND (lost_from IS NOT NULL OR status IN ({SiteLease.Missed}))";

    private static readonly string Overdue =
        $"""
        SELECT held.worker, NOT (w.id IS NULL OR w.status IN ({SiteLease.AtRest}))
        FROM (SELECT DISTINCT worker FROM attempts WHERE outcome = 0 OR held = 1) held
            LEFT JOIN workers w ON w.id = held.worker
            LEFT JOIN leases l ON l.site = w.manager
        WHERE w.id IS NULL OR w.status IN ({SiteLease.AtRest}) OR COALESCE(l.until, 0) <= (SELECT value FROM farm_time)
        """;

    public async Task<IReadOnlyList<WatchedWorker>> RenewAsync(SiteRenewal renewal, CancellationToken cancellation = default) =>
        await store.WriteAsync(
            session =>
            {
                Trust(session, renewal.Site, renewal.Length);
                if (renewal.Seen.Count > 0)
                {
                    session.Execute(
                        Seen,
                        ("@now", time.GetUtcNow()),
                        ("@site", renewal.Site),
                        ("@workers", JsonSerializer.Serialize(renewal.Seen.Select(worker => Convert.ToHexString(worker.Value.ToByteArray(bigEndian: true))))));
                }

                return session.Query(
                    Watched, reader => new WatchedWorker(reader.Worker(0), reader.GetInt32(1) == 1), ("@site", renewal.Site));
            },
            cancellation);

    public Task<TimeSpan?> FindAsync(ManagerId site, CancellationToken cancellation = default) => store.ReadAsync(
        session => session.First(
            "SELECT until FROM leases WHERE site = @site", reader => (TimeSpan?)TimeSpan.FromMilliseconds(reader.GetInt64(0)), ("@site", site)),
        cancellation);

    public async Task<IReadOnlyList<OverdueWorker>> OverdueAsync(CancellationToken cancellation = default) => await store.ReadAsync(
        session => session.Query(Overdue, reader => new OverdueWorker(reader.Worker(0), reader.GetInt32(1) == 1)), cancellation);

    /// <summary>The site is trusted for so long from now on, in farm time; a lease never becomes shorter.</summary>
    internal static void Trust(SqliteSession session, ManagerId site, TimeSpan length) => session.Execute(
        """
        INSERT INTO leases (site, until) SELECT @site, value + @length FROM farm_time WHERE true
        ON CONFLICT (site) DO UPDATE SET until = excluded.until WHERE leases.until < excluded.until
        """,
        ("@site", site),
        ("@length", (long)length.TotalMilliseconds));
}
