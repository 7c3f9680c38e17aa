using Flamenco.Storage.Time;

namespace Flamenco.Storage.Memory;

/// <inheritdoc cref="IFarmTimeStore"/>
public sealed class MemoryFarmTimeStore(MemoryDatabase database) : IFarmTimeStore
{
    public Task<TimeSpan> ReadAsync(CancellationToken cancellation = default) => database.RunAsync(rows => rows.FarmTime, cancellation);

    public Task<bool> AdvanceAsync(TimeSpan seen, TimeSpan next, CancellationToken cancellation = default) => database.RunAsync(
        rows =>
        {
            var whole = TimeSpan.FromMilliseconds((long)next.TotalMilliseconds);
            if (rows.FarmTime != seen || whole <= seen)
                return false;

            rows.FarmTime = whole;
            return true;
        },
        cancellation);
}
