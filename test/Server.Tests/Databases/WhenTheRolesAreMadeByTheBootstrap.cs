using Flamenco.Domain.Access;
using Flamenco.Server.Tests.Http;
using Flamenco.Server.Tests.Stores;
using Flamenco.Storage.Postgres;
using Npgsql;

namespace Flamenco.Server.Tests.Databases;

/// <summary>By exactly the file of <c>deploy/</c>, as its comment says to run it.</summary>
[Collection(PostgresCluster.Name)]
public sealed class WhenTheRolesAreMadeByTheBootstrap
{
    [Fact]
    public async Task the_owner_makes_the_tables_and_the_server_works_without_being_able_to()
    {
        await PostgresCluster.Running.RunFileAsync(CommittedFile.Path("deploy", "postgres", "bootstrap.sql"));
        var owner = await PostgresCluster.Running.WithNewPasswordAsync("flamenco_owner", "flamenco");
        var server = await PostgresCluster.Running.WithNewPasswordAsync("flamenco_server", "flamenco");

        await using (var source = NpgsqlDataSource.Create(owner))
            (await PostgresSchema.ApplyAsync(source)).ShouldBe([1, 2, 3]);

        var node = new RunningServer { More = ["--postgres", PostgresCluster.Running.InAFile(server)] };
        await node.InitializeAsync();
        using (var client = node.As(Roles.Artist))
            (await client.SubmittedAsync()).GetProperty("status").GetString().ShouldBe("queued");
        await node.DisposeAsync();
        foreach (var change in (string[])["CREATE TABLE mine (x int)", "DROP TABLE jobs", "ALTER TABLE jobs ADD x int", "TRUNCATE jobs"])
            (await Should.ThrowAsync<PostgresException>(() => ExecuteAsync(server, change))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege, change);
    }

    private static async Task ExecuteAsync(string connection, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
