using Npgsql;

namespace Flamenco.Storage.Postgres;

/// <summary>The schema in a PostgreSQL database: brought up to date by an explicit command only, and checked whenever it is opened.</summary>
public static class PostgresSchema
{
    /// <summary>"Flamenco" in ASCII: whoever changes the schema holds the advisory lock with this number.</summary>
    private const long Lock = 0x466C616D656E636F;

    private const string Versions = "flamenco_schema";
    private const string Advice = "run `flamenco schema apply`";

    private static readonly SchemaScripts Scripts = new("Postgres");

    /// <summary>Brings the schema up to date. Several at once wait for each other.</summary>
    /// <returns>The versions that were applied; none if it was up to date.</returns>
    /// <exception cref="SchemaException">It was made by a newer version, by another build, or the tables are another program's.</exception>
    public static async Task<IReadOnlyList<int>> ApplyAsync(NpgsqlDataSource source, CancellationToken cancellation = default)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var session = new PostgresSession(connection);
        await session.ExecuteAsync("SELECT pg_advisory_xact_lock($1)", cancellation, Lock);
        await session.ExecuteAsync($"CREATE TABLE IF NOT EXISTS {Versions} (version integer PRIMARY KEY, checksum text NOT NULL)", cancellation);

        var missing = Scripts.Missing(await AppliedAsync(session, cancellation));
        foreach (var script in missing)
        {
            await RunAsync(session, script, cancellation);
            await session.ExecuteAsync($"INSERT INTO {Versions} VALUES ($1, $2)", cancellation, script.Version, script.Checksum);
        }

        await transaction.CommitAsync(cancellation);
        return [.. missing.Select(script => script.Version)];
    }

    /// <summary>Is the schema what this program needs?</summary>
    /// <exception cref="SchemaException">It is not; the message says what to do.</exception>
    internal static async Task CheckAsync(PostgresSession session, CancellationToken cancellation)
    {
        if (!await session.FirstAsync("SELECT to_regclass($1) IS NOT NULL", reader => reader.GetBoolean(0), cancellation, Versions))
            throw new SchemaException($"this database has no Flamenco schema yet; {Advice}");
        if (Scripts.Missing(await AppliedAsync(session, cancellation)) is [var first, ..])
            throw new SchemaException($"this database lacks schema version {first.Version}; {Advice}");
    }

    private static async Task<Dictionary<int, string>> AppliedAsync(PostgresSession session, CancellationToken cancellation) => (await session
        .QueryAsync($"SELECT version, checksum FROM {Versions}", reader => (Version: reader.GetInt32(0), Checksum: reader.GetString(1)), cancellation))
        .ToDictionary(row => row.Version, row => row.Checksum);

    private static async Task RunAsync(PostgresSession session, SchemaScript script, CancellationToken cancellation)
    {
        try
        {
            await session.ExecuteAsync(script.Text, cancellation);
        }
        catch (PostgresException taken) when (taken.SqlState is PostgresErrorCodes.DuplicateTable)
        {
            throw new SchemaException($"this database has tables of another program ({taken.MessageText}); give the Server a database of its own");
        }
    }
}
