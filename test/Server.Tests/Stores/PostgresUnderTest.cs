using Flamenco.Storage;
using Flamenco.Storage.Postgres;
using Npgsql;

namespace Flamenco.Server.Tests.Stores;

/// <summary>The store on a database of its own in the tests' PostgreSQL.</summary>
public sealed class PostgresUnderTest : StoreUnderTest, ISqlUnderTest
{
    private string? _connection;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_connection is not null)
            await PostgresCluster.Running.GiveBackAsync(_connection);
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_connection);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    protected override async Task<IStores> OpenDatabaseAsync()
    {
        _connection ??= await PostgresCluster.Running.TakeAsync();
        return await PostgresStores.OpenAsync(_connection, Time);
    }
}
