using Flamenco.Domain.Identity;
using Flamenco.Storage.CleanUp;

namespace Flamenco.Storage.Postgres;

/// <inheritdoc cref="ICleanUpStore"/>
internal sealed class PostgresCleanUpStore(PostgresDatabase database, TimeProvider time) : ICleanUpStore
{
    public async Task<IReadOnlyList<JobId>> OutstandingAsync(ManagerId site, int limit, CancellationToken cancellation = default) =>
        await database.ReadAsync(
            session => session.QueryAsync(
                "SELECT job FROM tombstones WHERE manager = $1 AND cleaned IS NULL ORDER BY deleted LIMIT $2",
                reader => reader.Job(0),
                cancellation,
                site,
                limit),
            cancellation);

    public Task ConfirmAsync(ManagerId site, IReadOnlyList<JobId> jobs, CancellationToken cancellation = default) => database.WriteAsync(
        async session =>
        {
            await session.ExecuteAsync(
                batch =>
                {
                    // In one order, so that two that confirm the same do not wait for each other.
                    foreach (var job in jobs.OrderBy(job => job.Value))
                    {
                        batch.Add(
                            "UPDATE tombstones SET cleaned = $1 WHERE job = $2 AND manager = $3 AND cleaned IS NULL",
                            time.GetUtcNow(),
                            job,
                            site);
                    }
                },
                cancellation);
            return true;
        },
        cancellation);
}
