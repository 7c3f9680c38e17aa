using Flamenco.Server.Tests.Http;
using Flamenco.Server.Tests.Stores;
using Microsoft.Data.Sqlite;

namespace Flamenco.Server.Tests.Databases;

public static class WhenOrleansStoresAGrain
{
    /// <summary>By one node, the only one that there can be.</summary>
    [Collection(AtTheServer.Name)]
    public sealed class InSqlite(RunningServer server) : GrainStorageTests
    {
        protected override IReadOnlyList<IServiceProvider> Nodes => [server.Services];

        protected override async Task<long> CountAsync(string where)
        {
            var source = new SqliteConnectionStringBuilder { DataSource = Path.Combine(server.Folder, "orleans.db"), Pooling = false };
            await using var connection = new SqliteConnection(source.ToString());
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = $"SELECT COUNT(*) FROM OrleansStorage WHERE {where}";
            return (long)(await command.ExecuteScalarAsync()).ShouldNotBeNull();
        }
    }

    /// <summary>By two nodes that do not know of each other.</summary>
    [Collection(PostgresCluster.Name)]
    public sealed class InPostgres : GrainStorageTests, IAsyncLifetime
    {
        private ServerOnPostgres? _server;
        private RunningServer? _other;

        protected override IReadOnlyList<IServiceProvider> Nodes => [_server!.Node.Services, _other!.Services];

        public async Task InitializeAsync()
        {
            _server = await ServerOnPostgres.StartAsync();
            _other = _server.Another();
            await _other.InitializeAsync();
        }

        public async Task DisposeAsync()
        {
            await _other!.DisposeAsync();
            await _server!.DisposeAsync();
        }

        protected override async Task<long> CountAsync(string where) =>
            (long)(await _server!.AskAsync($"SELECT COUNT(*) FROM OrleansStorage WHERE {where}")).ShouldNotBeNull();
    }
}
