using Microsoft.Data.Sqlite;

namespace Flamenco.Storage.Sqlite;

/// <summary>The schema of the embedded store, brought up to date whenever it is opened.</summary>
internal static class SqliteSchema
{
    /// <summary>"FlmO": says whose file it is.</summary>
    private const int ApplicationId = 0x466C6D4F;

    public static void Apply(SqliteSession session)
    {
        session.Begin();
        try
        {
            var owner = session.First("PRAGMA application_id", reader => reader.GetInt32(0));
            if (owner is not ApplicationId && (owner is not 0 || HasTables(session)))
                throw new SchemaException("this database file belongs to another program; give the Server a data folder of its own");

            session.Execute($"PRAGMA application_id = {ApplicationId}");
            session.Execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, checksum TEXT NOT NULL)");
            var applied = session
                .Query("SELECT version, checksum FROM schema_version", reader => (Version: reader.GetInt32(0), Checksum: reader.GetString(1)))
                .ToDictionary(row => row.Version, row => row.Checksum);
            foreach (var script in new SchemaScripts("Sqlite").Missing(applied))
            {
                session.Execute(script.Text);
                session.Execute("INSERT INTO schema_version VALUES (@version, @checksum)", ("@version", script.Version), ("@checksum", script.Checksum));
            }

            session.Commit();
        }
        catch
        {
            session.Rollback();
            throw;
        }
    }

    /// <summary>Is the schema what this program needs?</summary>
    /// <exception cref="SchemaException">It is not; the message says what to do.</exception>
    public static async Task CheckAsync(SqliteConnection connection, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA application_id";
        if (await command.ExecuteScalarAsync(cancellation) is not (long)ApplicationId)
            throw new SchemaException("this file holds no farm, or that of another program");

        var applied = new Dictionary<int, string>();
        command.CommandText = "SELECT version, checksum FROM schema_version";
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
                applied.Add(reader.GetInt32(0), reader.GetString(1));
        }

        if (new SchemaScripts("Sqlite").Missing(applied) is [var first, ..])
            throw new SchemaException($"this database lacks schema version {first.Version}; start the Server of this version once, which brings it up to date");
    }

    private static bool HasTables(SqliteSession session) =>
        session.First("SELECT COUNT(*) FROM sqlite_master", reader => reader.GetInt64(0)) > 0;
}
