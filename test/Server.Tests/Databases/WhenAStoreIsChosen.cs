using Flamenco.Http.Hosting;
using Flamenco.Server.Tests.Http;
using Flamenco.Silo;
using Microsoft.Data.Sqlite;

namespace Flamenco.Server.Tests.Databases;

/// <summary>What a Server refuses before it asks any database.</summary>
public sealed class WhenAStoreIsChosen : IDisposable
{
    private const string WithPassword = "Host=127.0.0.1;Port=1;Database=farm;Username=ada;Password=opensesame";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void one_that_is_not_known_is_refused_with_those_that_are() =>
        Refused("--store", "oracle").ShouldBe("Store is \"oracle\"; it must be sqlite, postgres or memory.");

    [Fact]
    public void memory_is_refused_unless_losing_everything_is_meant() => Refused("--store", "memory").ShouldContain("Say --volatile if that is meant");

    [Fact]
    public void a_store_that_keeps_is_not_volatile() => Refused("--volatile").ShouldContain("Say --store memory, or leave --volatile away");

    [Theory]
    [InlineData("sqlite")]
    [InlineData("memory")]
    public void two_at_once_are_refused(string store) =>
        Refused("--store", store, "--postgres", "Host=127.0.0.1", "--volatile").ShouldContain("Leave one of them away");

    [Fact]
    public void postgres_wants_to_be_named() => Refused("--store", "postgres").ShouldContain("--postgres CONNECTION|@FILE");

    [Fact]
    public void a_password_in_an_argument_is_refused_with_better_places_and_not_shown() =>
        Refused("--postgres", WithPassword).ShouldSatisfyAllConditions(
            said => said.ShouldContain("@FILE"),
            said => said.ShouldContain("pgpass"),
            said => said.ShouldContain("FLAMENCO_POSTGRES"),
            said => said.ShouldNotContain("opensesame"));

    [Fact]
    public async Task a_password_in_a_configuration_file_is_refused_too()
    {
        var file = _folder.File("server.json");
        await File.WriteAllTextAsync(file, $$"""{"Postgres": "{{WithPassword}}"}""");

        Refused("--config", file).ShouldSatisfyAllConditions(said => said.ShouldContain("configuration file"), said => said.ShouldNotContain("opensesame"));
    }

    [Fact]
    public async Task a_file_with_a_password_that_others_may_read_is_refused_with_the_way_to_close_it()
    {
        if (OperatingSystem.IsWindows())
            return;
        var file = _folder.File("connection");
        await File.WriteAllTextAsync(file, WithPassword);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        Refused("--postgres", $"@{file}").ShouldContain($"chmod 600 {file}");
    }

    [Fact]
    public void a_file_that_is_not_there_is_named() => Refused("--postgres", $"@{_folder.File("none")}").ShouldContain(_folder.File("none"));

    [Theory]
    [InlineData("postgres://ada:opensesame@db/farm")]
    [InlineData("Host=db;Pasword=opensesame")]
    [InlineData("Host=db;Port=opensesame")]
    public void what_is_no_connection_string_is_refused_with_an_example_and_not_repeated(string wrong) =>
        Refused("--postgres", wrong).ShouldSatisfyAllConditions(said => said.ShouldContain("Host=db.studio.example"), said => said.ShouldNotContain("opensesame"));

    [Fact]
    public void one_without_a_host_is_refused() => Refused("--postgres", "Database=farm").ShouldContain("names no host");

    [Fact]
    public async Task a_patience_out_of_bounds_names_key_value_and_bound()
    {
        var file = _folder.File("server.json");
        await File.WriteAllTextAsync(file, """{"StoreStartPatience": "01:00:00"}""");

        Refused("--config", file, "--postgres", "Host=127.0.0.1").ShouldBe("StoreStartPatience is 01:00:00; it must be 00:00:00 to 00:10:00");
    }

    [Fact]
    public async Task a_table_of_orleans_where_a_grain_could_have_two_rows_is_refused_with_advice()
    {
        Directory.CreateDirectory(_folder.File("data"));
        var file = _folder.File("data/orleans.db");
        await using (var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString()))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = """
                CREATE TABLE OrleansStorage (GrainIdHash INTEGER NOT NULL, GrainIdN0 INTEGER NOT NULL, GrainIdN1 INTEGER NOT NULL,
                    GrainTypeHash INTEGER NOT NULL, GrainTypeString TEXT NOT NULL, GrainIdExtensionString TEXT, ServiceId TEXT NOT NULL,
                    PayloadBinary BLOB, ModifiedOn TEXT NOT NULL, Version INTEGER);
                CREATE INDEX OneRowAGrain ON OrleansStorage (GrainIdHash, GrainTypeHash)
                """;
            await command.ExecuteNonQueryAsync();
        }

        var refused = Refused();

        refused.ShouldSatisfyAllConditions(said => said.ShouldContain(file), said => said.ShouldContain("move the file away"));
    }

    [Fact]
    public async Task a_database_file_of_another_program_is_refused_with_advice()
    {
        Directory.CreateDirectory(_folder.File("data"));
        await using (var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _folder.File("data/flamenco.db"), Pooling = false }.ToString()))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE theirs (x INTEGER)";
            await command.ExecuteNonQueryAsync();
        }

        await using var app = SiloHost.Build(RunningServer.Arguments(_folder.File("data")));
        var refused = await Should.ThrowAsync<RefusedToStartException>(() => app.StartAsync());

        refused.Message.ShouldContain("belongs to another program; give the Server a data folder of its own");
    }

    private string Refused(params string[] more) =>
        Should.Throw<RefusedToStartException>(() => SiloHost.Build(RunningServer.Arguments(_folder.File("data"), more))).Message;
}
