using Flamenco.Storage.Time;

namespace Flamenco.Storage.Postgres;

/// <inheritdoc cref="IFarmTimeStore"/>
internal sealed class PostgresFarmTimeStore(PostgresDatabase database) : IFarmTimeStore
{
    public Task<TimeSpan> ReadAsync(CancellationToken cancellation = default) => database.ReadAsync(
        session => session.FirstAsync("SELECT value FROM farm_time", reader => TimeSpan.FromMilliseconds(reader.GetInt64(0)), cancellation),
        cancellation);

    public Task<bool> AdvanceAsync(TimeSpan seen, TimeSpan next, CancellationToken cancellation = default) => database.WriteAsync(
        async session => await session.ExecuteAsync(
            "UPDATE farm_time SET value = $1 WHERE value = $2 AND value < $1",
            cancellation,
            (long)next.TotalMilliseconds,
            (long)seen.TotalMilliseconds) == 1,
        cancellation);
}
