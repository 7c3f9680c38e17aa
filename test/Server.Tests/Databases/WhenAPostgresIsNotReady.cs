using Flamenco.Http.Hosting;
using Flamenco.Server.Tests.Http;
using Flamenco.Server.Tests.Stores;
using Flamenco.Silo;
using Flamenco.Storage.Postgres;
using Npgsql;

namespace Flamenco.Server.Tests.Databases;

/// <summary>A Server that refuses to start, and what it says.</summary>
[Collection(PostgresCluster.Name)]
public sealed class WhenAPostgresIsNotReady : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private NpgsqlConnectionStringBuilder _database = [];

    public async Task InitializeAsync() => _database = new NpgsqlConnectionStringBuilder(await PostgresCluster.Running.CreateEmptyAsync());

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task one_without_the_schema_is_refused_with_the_command_that_makes_it() =>
        (await RefusedAsync()).ShouldSatisfyAllConditions(
            said => said.ShouldStartWith($"database {_database.Database} of PostgreSQL at 127.0.0.1:{_database.Port}, as flamenco: "),
            said => said.ShouldContain("run `flamenco schema apply --postgres CONNECTION|@FILE`"),
            said => said.ShouldNotContain(_database.Password!));

    [Fact]
    public async Task an_older_schema_is_refused_with_the_command_that_mends_it()
    {
        await ApplyAsync("DELETE FROM flamenco_schema WHERE version = 2");

        (await RefusedAsync()).ShouldContain("lacks schema version 2; run `flamenco schema apply --postgres CONNECTION|@FILE`");
    }

    [Fact]
    public async Task a_newer_schema_is_refused()
    {
        await ApplyAsync("INSERT INTO flamenco_schema VALUES (999, 'x')");

        (await RefusedAsync()).ShouldContain("start the newer version of Flamenco");
    }

    [Fact]
    public async Task a_schema_of_somebody_else_is_refused()
    {
        await ApplyAsync("UPDATE flamenco_schema SET checksum = 'x'");

        (await RefusedAsync()).ShouldContain("made by another build of Flamenco");
    }

    [Fact]
    public async Task a_table_of_orleans_without_its_unique_index_is_refused_with_the_statement_that_mends_it()
    {
        await ApplyAsync("DROP INDEX one_row_a_grain");

        (await RefusedAsync()).ShouldContain("CREATE UNIQUE INDEX one_row_a_grain");
    }

    [Fact]
    public async Task a_role_that_is_not_let_in_is_refused_at_once()
    {
        _database.Password = "wrong";

        (await RefusedAsync(patience: "00:10:00")).ShouldContain("does not let this role in");
    }

    [Fact]
    public async Task a_database_that_is_not_there_is_refused_at_once()
    {
        _database.Database = "nowhere";

        (await RefusedAsync(patience: "00:10:00")).ShouldContain("there is no such database");
    }

    [Fact]
    public async Task a_server_that_is_away_is_refused_when_patience_ends()
    {
        _database.Port = 1;

        (await RefusedAsync(patience: "00:00:00")).ShouldContain("Is it running, are host and port right");
    }

    [Fact]
    public async Task a_server_that_comes_while_it_is_waited_for_is_taken()
    {
        await ApplyAsync();
        await PostgresCluster.Running.AdministerAsync($"ALTER DATABASE {_database.Database} ALLOW_CONNECTIONS false");
        var server = new RunningServer { More = await ArgumentsAsync("00:10:00") };

        var starting = server.InitializeAsync();
        await Eventually.SeeAsync("a Server that waits", () => Task.FromResult(server.Logs), logs => logs.Contains("Waiting for it", StringComparison.Ordinal));
        await PostgresCluster.Running.AdministerAsync($"ALTER DATABASE {_database.Database} ALLOW_CONNECTIONS true");

        await starting;
        await server.DisposeAsync();
    }

    private async Task ApplyAsync(string? then = null)
    {
        await using var source = NpgsqlDataSource.Create(_database.ToString());
        await PostgresSchema.ApplyAsync(source);
        if (then is null)
            return;
        await using var command = source.CreateCommand(then);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<string[]> ArgumentsAsync(string patience)
    {
        var file = _folder.File("server.json");
        await File.WriteAllTextAsync(file, $$"""{"StoreStartPatience": "{{patience}}"}""");
        return ["--config", file, "--postgres", PostgresCluster.Running.InAFile(_database.ToString())];
    }

    private async Task<string> RefusedAsync(string patience = "00:00:20")
    {
        await using var app = SiloHost.Build(RunningServer.Arguments(_folder.File("data"), await ArgumentsAsync(patience)));
        return (await Should.ThrowAsync<RefusedToStartException>(() => app.StartAsync())).Message;
    }
}
