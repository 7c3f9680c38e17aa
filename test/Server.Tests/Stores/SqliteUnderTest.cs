using Flamenco.Storage;
using Flamenco.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Flamenco.Server.Tests.Stores;

/// <summary>The embedded store on a real file.</summary>
public sealed class SqliteUnderTest : StoreUnderTest, ISqlUnderTest
{
    private readonly TemporaryFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _folder.File("flamenco.db"), Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    protected override Task<IStores> OpenDatabaseAsync() =>
        Task.FromResult<IStores>(new SqliteStores(_folder.File("flamenco.db"), Time));
}
