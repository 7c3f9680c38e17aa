using Flamenco.Silo.Stores;
using Npgsql;

namespace Flamenco.Silo.Cluster;

/// <summary>
/// Connections for the membership table alone, so that a silo never looks dead because its store's pool is busy. They give
/// up sooner, too: a sign of life that comes late is worth nothing.
/// </summary>
internal sealed class MembershipPool(StoreChoice.Postgres store) : IAsyncDisposable
{
    private const int Connections = 3;
    private const int Seconds = 5;

    public NpgsqlDataSource Source { get; } = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(store.Address.Connection)
    {
        MaxPoolSize = Connections,
        Timeout = Seconds,
        CommandTimeout = Seconds,
        KeepAlive = Seconds,
        ApplicationName = "flamenco-membership",
    });

    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
