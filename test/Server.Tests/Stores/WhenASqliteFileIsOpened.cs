using Flamenco.Storage;
using Flamenco.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Flamenco.Server.Tests.Stores;

public sealed class WhenASqliteFileIsOpened : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder.File("flamenco.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task a_new_one_gets_the_schema_and_an_old_one_keeps_it()
    {
        await OpenAsync();

        await Should.NotThrowAsync(OpenAsync);
    }

    [Fact]
    public async Task one_that_another_program_has_signed_is_refused_and_gets_no_table_of_ours()
    {
        Run("PRAGMA application_id = 77; CREATE TABLE theirs (x)");

        var refused = await Should.ThrowAsync<SchemaException>(OpenAsync);

        refused.Message.ShouldBe("this database file belongs to another program; give the Server a data folder of its own");
        Count("SELECT COUNT(*) FROM sqlite_master").ShouldBe(1);
    }

    [Fact]
    public async Task one_with_tables_of_another_program_is_refused_and_gets_no_table_of_ours()
    {
        Run("CREATE TABLE theirs (x)");

        var refused = await Should.ThrowAsync<SchemaException>(OpenAsync);

        refused.Message.ShouldContain("belongs to another program");
        Count("SELECT COUNT(*) FROM sqlite_master").ShouldBe(1);
    }

    [Fact]
    public async Task one_of_a_newer_version_is_refused()
    {
        await OpenAsync();
        Run("INSERT INTO schema_version VALUES (999, 'x')");

        var refused = await Should.ThrowAsync<SchemaException>(OpenAsync);

        refused.Message.ShouldBe("this database has schema version 999, which is newer than this program; start the newer version of Flamenco");
    }

    [Fact]
    public async Task one_that_another_build_has_made_is_refused()
    {
        await OpenAsync();
        Run("UPDATE schema_version SET checksum = 'x' WHERE version = 1");

        var refused = await Should.ThrowAsync<SchemaException>(OpenAsync);

        refused.Message.ShouldBe("schema version 1 of this database was made by another build of Flamenco; start that one, or begin with an empty database");
    }

    [Fact]
    public async Task it_keeps_a_write_ahead_log()
    {
        await OpenAsync();

        Text("PRAGMA journal_mode").ShouldBe("wal");
    }

    private async Task OpenAsync()
    {
        await using var store = new SqliteStore(File);
    }

    private void Run(string sql) => Text(sql);

    private long Count(string sql) => long.Parse(Text(sql)!);

    private string? Text(string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = File, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()?.ToString();
    }
}
