using Flamenco.Domain.Identity;
using Flamenco.Storage.CleanUp;

namespace Flamenco.Storage.Memory;

/// <inheritdoc cref="ICleanUpStore"/>
public sealed class MemoryCleanUpStore(MemoryDatabase database, TimeProvider time) : ICleanUpStore
{
    public Task<IReadOnlyList<JobId>> OutstandingAsync(ManagerId site, int limit, CancellationToken cancellation = default) =>
        database.RunAsync<IReadOnlyList<JobId>>(
            rows =>
            [
                .. rows.Tombstones.Values
                    .Where(tombstone => tombstone.Manager == site && !rows.CleanedUp.ContainsKey(tombstone.Job))
                    .OrderBy(tombstone => tombstone.Deleted)
                    .Take(limit)
                    .Select(tombstone => tombstone.Job),
            ],
            cancellation);

    public Task ConfirmAsync(ManagerId site, IReadOnlyList<JobId> jobs, CancellationToken cancellation = default) => database.RunAsync(
        rows =>
        {
            foreach (var job in jobs.Where(job => rows.Tombstones.TryGetValue(job, out var tombstone) && tombstone.Manager == site))
                rows.CleanedUp.TryAdd(job, time.GetUtcNow());
            return true;
        },
        cancellation);
}
