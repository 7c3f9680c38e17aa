using Flamenco.Storage;
using Flamenco.Storage.Postgres;
using Npgsql;

namespace Flamenco.Server.Tests.Stores;

[Collection(PostgresCluster.Name)]
public sealed class WhenAPostgresIsOpened : IAsyncLifetime
{
    private string _connection = "";
    private NpgsqlDataSource? _source;

    private NpgsqlDataSource Source => _source.ShouldNotBeNull();

    public async Task InitializeAsync()
    {
        _connection = await PostgresCluster.Running.CreateEmptyAsync();
        _source = NpgsqlDataSource.Create(_connection);
    }

    public async Task DisposeAsync() => await Source.DisposeAsync();

    [Fact]
    public async Task one_without_the_schema_is_refused_with_advice_and_stays_as_it_is()
    {
        var refused = await Should.ThrowAsync<SchemaException>(OpenAsync);

        refused.Message.ShouldBe("this database has no Flamenco schema yet; run `flamenco schema apply --postgres CONNECTION|@FILE` as the role that owns the database");
        (await CountAsync("SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'")).ShouldBe(0);
    }

    [Fact]
    public async Task one_to_which_the_schema_was_applied_opens()
    {
        (await PostgresSchema.ApplyAsync(Source)).ShouldBe([1, 2, 3]);

        await Should.NotThrowAsync(OpenAsync);
        (await PostgresSchema.ApplyAsync(Source)).ShouldBeEmpty();
    }

    [Fact]
    public async Task the_schema_is_applied_once_when_two_do_it_at_the_same_moment()
    {
        var applied = await Task.WhenAll(PostgresSchema.ApplyAsync(Source), PostgresSchema.ApplyAsync(Source));

        applied.SelectMany(versions => versions).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task one_that_lacks_a_version_is_refused_with_advice()
    {
        await PostgresSchema.ApplyAsync(Source);
        await CountAsync("DELETE FROM flamenco_schema WHERE version = 2 RETURNING 1::bigint");

        (await Should.ThrowAsync<SchemaException>(OpenAsync)).Message.ShouldBe("this database lacks schema version 2; run `flamenco schema apply --postgres CONNECTION|@FILE` as the role that owns the database");
    }

    [Fact]
    public async Task one_of_a_newer_version_is_refused()
    {
        await PostgresSchema.ApplyAsync(Source);
        await CountAsync("INSERT INTO flamenco_schema VALUES (999, 'x') RETURNING 1::bigint");

        (await Should.ThrowAsync<SchemaException>(OpenAsync)).Message.ShouldContain("newer than this program");
    }

    [Fact]
    public async Task one_that_another_build_has_made_is_refused()
    {
        await PostgresSchema.ApplyAsync(Source);
        await CountAsync("UPDATE flamenco_schema SET checksum = 'x' RETURNING 1::bigint");

        (await Should.ThrowAsync<SchemaException>(OpenAsync)).Message.ShouldContain("made by another build of Flamenco");
    }

    [Fact]
    public async Task tables_of_another_program_are_left_alone()
    {
        await using (var command = Source.CreateCommand("CREATE TABLE jobs (theirs int)"))
            await command.ExecuteNonQueryAsync();

        var refused = await Should.ThrowAsync<SchemaException>(() => PostgresSchema.ApplyAsync(Source));

        refused.Message.ShouldContain("tables of another program");
        (await CountAsync("SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'")).ShouldBe(1);
    }

    [Fact]
    public async Task one_where_a_grain_could_have_two_rows_is_refused_with_the_way_to_mend_it()
    {
        await PostgresSchema.ApplyAsync(Source);
        await CountAsync("DROP INDEX one_row_a_grain; SELECT 1::bigint");

        var refused = await Should.ThrowAsync<SchemaException>(OpenAsync);

        refused.Message.ShouldContain("two rows of one grain");
        await CountAsync(refused.Message[refused.Message.IndexOf("CREATE UNIQUE INDEX", StringComparison.Ordinal)..] + "; SELECT 1::bigint");
        await Should.NotThrowAsync(OpenAsync);
    }

    [Fact]
    public async Task a_server_that_does_not_answer_is_unavailable()
    {
        var nobody = new NpgsqlConnectionStringBuilder(_connection) { Port = 1 }.ToString();

        await Should.ThrowAsync<StoreUnavailableException>(() => PostgresStores.OpenAsync(nobody, TimeProvider.System));
    }

    private async Task OpenAsync()
    {
        await using var store = await PostgresStores.OpenAsync(_connection, TimeProvider.System);
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync()).ShouldNotBeNull();
    }
}
