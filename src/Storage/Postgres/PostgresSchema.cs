using Npgsql;

namespace Flamenco.Storage.Postgres;

/// <summary>The schema in a PostgreSQL database: brought up to date by an explicit command only, and checked whenever it is opened.</summary>
public static class PostgresSchema
{
    /// <summary>"Flamenco" in ASCII: whoever changes the schema holds the advisory lock with this number.</summary>
    private const long Lock = 0x466C616D656E636F;

    private const string Versions = "flamenco_schema";
    private const string Advice = "run `flamenco schema apply --postgres CONNECTION|@FILE` as the role that owns the database";

    /// <summary>The first version whose unique indexes can take two nulls for equal, which Orleans' storage needs.</summary>
    private static readonly Version Oldest = new(15, 0);

    private const string OneRowAGrain =
        "CREATE UNIQUE INDEX one_row_a_grain ON OrleansStorage (GrainIdHash, GrainTypeHash, GrainIdN0, GrainIdN1, GrainTypeString, GrainIdExtensionString, ServiceId) NULLS NOT DISTINCT";

    private const string HasOneRowAGrain = """
        SELECT EXISTS (SELECT 1 FROM pg_index i
            WHERE i.indrelid = to_regclass('orleansstorage') AND i.indisunique AND i.indnullsnotdistinct AND i.indisvalid
                AND i.indpred IS NULL AND i.indexprs IS NULL
                AND $1 = (SELECT array_agg(a.attname::text ORDER BY a.attname::text) FROM pg_attribute a
                    WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey::smallint[])))
        """;

    /// <summary>The columns that tell grains apart, in the order of the alphabet.</summary>
    private static readonly string[] GrainKey =
        ["grainidextensionstring", "grainidhash", "grainidn0", "grainidn1", "graintypehash", "graintypestring", "serviceid"];

    private static readonly SchemaScripts Scripts = new("Postgres");

    /// <summary>Brings the schema up to date. Several at once wait for each other.</summary>
    /// <returns>The versions that were applied; none if it was up to date.</returns>
    /// <exception cref="SchemaException">It was made by a newer version, by another build, or the tables are another program's; or this role may not make tables.</exception>
    /// <exception cref="StoreUnavailableException">The database does not answer, or does not let this role in.</exception>
    public static async Task<IReadOnlyList<int>> ApplyAsync(NpgsqlDataSource source, CancellationToken cancellation = default)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            RefuseOld(connection);
            return await UpdateAsync(connection, cancellation);
        }
        catch (PostgresException refused) when (refused.SqlState is PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new SchemaException($"this role may not make tables in this database ({refused.MessageText}); apply the schema as the role that owns the database");
        }
        catch (Exception trouble) when (trouble.IsOutage())
        {
            throw trouble.Unavailable();
        }
    }

    /// <summary>Is the schema what this program needs?</summary>
    /// <exception cref="SchemaException">It is not; the message says what to do.</exception>
    internal static async Task CheckAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        RefuseOld(connection);
        var session = new PostgresSession(connection);
        try
        {
            if (!await session.FirstAsync("SELECT to_regclass($1) IS NOT NULL", reader => reader.GetBoolean(0), cancellation, Versions))
                throw new SchemaException($"this database has no Flamenco schema yet; {Advice}");
            if (Scripts.Missing(await AppliedAsync(session, cancellation)) is [var first, ..])
                throw new SchemaException($"this database lacks schema version {first.Version}; {Advice}");
            if (!await session.FirstAsync(HasOneRowAGrain, reader => reader.GetBoolean(0), cancellation, (object)GrainKey))
                throw new SchemaException($"this database may hold two rows of one grain, as Orleans' table has lost its unique index; make it again as the role that owns the database: {OneRowAGrain}");
        }
        catch (PostgresException refused) when (refused.SqlState is PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new SchemaException($"this role may not read the tables of this database ({refused.MessageText}); grant it what deploy/postgres/bootstrap.sql grants");
        }
    }

    private static void RefuseOld(NpgsqlConnection connection)
    {
        if (connection.PostgreSqlVersion < Oldest)
            throw new SchemaException($"PostgreSQL {connection.PostgreSqlVersion} is too old; version {Oldest.Major} or newer is needed");
    }

    private static async Task<IReadOnlyList<int>> UpdateAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
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
