using Flamenco.Domain.Identity;
using Flamenco.Storage.CleanUp;

namespace Flamenco.Storage.Sqlite;

/// <inheritdoc cref="ICleanUpStore"/>
public sealed class SqliteCleanUpStore(SqliteStore store, TimeProvider time) : ICleanUpStore
{
    public async Task<IReadOnlyList<JobId>> OutstandingAsync(ManagerId site, int limit, CancellationToken cancellation = default) =>
        await store.ReadAsync(
            session => session.Query(
                "SELECT job FROM tombstones WHERE manager = @site AND cleaned IS NULL ORDER BY deleted LIMIT @limit",
                reader => reader.Job(0),
                ("@site", site),
                ("@limit", limit)),
            cancellation);

    public Task ConfirmAsync(ManagerId site, IReadOnlyList<JobId> jobs, CancellationToken cancellation = default) => store.WriteAsync(
        session =>
        {
            foreach (var job in jobs)
            {
                session.Execute(
                    "UPDATE tombstones SET cleaned = @now WHERE job = @job AND manager = @site AND cleaned IS NULL",
                    ("@now", time.GetUtcNow()),
                    ("@job", job),
                    ("@site", site));
            }

            return true;
        },
        cancellation);
}
