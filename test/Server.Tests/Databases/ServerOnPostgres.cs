using Flamenco.Server.Tests.Http;
using Flamenco.Server.Tests.Stores;
using Npgsql;

namespace Flamenco.Server.Tests.Databases;

/// <summary>A whole Server node whose farm is in a database of its own in the tests' PostgreSQL.</summary>
internal sealed class ServerOnPostgres : IAsyncDisposable
{
    private readonly string _connection;

    private ServerOnPostgres(string connection)
    {
        _connection = connection;
        Node = Another();
    }

    public RunningServer Node { get; }

    /// <summary>The database's name.</summary>
    public string Database => new NpgsqlConnectionStringBuilder(_connection).Database!;

    /// <summary>A node on this database, not started.</summary>
    public static ServerOnPostgres On(string connection) => new(connection);

    public static async Task<ServerOnPostgres> StartAsync()
    {
        var server = On(await PostgresCluster.Running.TakeAsync());
        await server.Node.InitializeAsync();
        return server;
    }

    /// <summary>A second node on the same database, with a data folder of its own; not started.</summary>
    public RunningServer Another() => new() { More = ["--postgres", PostgresCluster.Running.InAFile(_connection)] };

    /// <summary>Looks into the database, past everything that the Server says.</summary>
    public async Task<object?> AskAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_connection) { Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        await PostgresCluster.Running.GiveBackAsync(_connection);
    }
}
