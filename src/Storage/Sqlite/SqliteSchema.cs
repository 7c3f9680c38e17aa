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

    private static bool HasTables(SqliteSession session) =>
        session.First("SELECT COUNT(*) FROM sqlite_master", reader => reader.GetInt64(0)) > 0;
}
