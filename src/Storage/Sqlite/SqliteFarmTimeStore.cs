using Flamenco.Storage.Time;

namespace Flamenco.Storage.Sqlite;

/// <inheritdoc cref="IFarmTimeStore"/>
public sealed class SqliteFarmTimeStore(SqliteStore store) : IFarmTimeStore
{
    public Task<TimeSpan> ReadAsync(CancellationToken cancellation = default) => store.ReadAsync(
        session => session.First("SELECT value FROM farm_time", reader => TimeSpan.FromMilliseconds(reader.GetInt64(0))), cancellation);

    public Task<bool> AdvanceAsync(TimeSpan seen, TimeSpan next, CancellationToken cancellation = default) => store.WriteAsync(
        session => session.Execute(
            "UPDATE farm_time SET value = @next WHERE value = @seen AND value < @next",
            ("@next", (long)next.TotalMilliseconds),
            ("@seen", (long)seen.TotalMilliseconds)) == 1,
        cancellation);
}
