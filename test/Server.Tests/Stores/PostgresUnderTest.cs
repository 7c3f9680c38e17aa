using Flamenco.Storage;
using Flamenco.Storage.Postgres;

namespace Flamenco.Server.Tests.Stores;

/// <summary>The store on a database of its own in the tests' PostgreSQL.</summary>
public sealed class PostgresUnderTest : StoreUnderTest
{
    private string? _connection;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_connection is not null)
            await PostgresCluster.Running.GiveBackAsync(_connection);
    }

    protected override async Task<IStores> OpenDatabaseAsync()
    {
        _connection ??= await PostgresCluster.Running.TakeAsync();
        return await PostgresStores.OpenAsync(_connection, Time);
    }
}
