using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Flamenco.Storage.Sqlite;

/// <summary>The versioned schema: numbered scripts inside this assembly, each applied once and remembered with its checksum.</summary>
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
            var scripts = Scripts();
            Check(applied, scripts);

            foreach (var (version, (script, checksum)) in scripts.Where(pair => !applied.ContainsKey(pair.Key)))
            {
                session.Execute(script);
                session.Execute("INSERT INTO schema_version VALUES (@version, @checksum)", ("@version", version), ("@checksum", checksum));
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

    private static void Check(Dictionary<int, string> applied, SortedDictionary<int, (string Script, string Checksum)> scripts)
    {
        foreach (var (version, checksum) in applied)
        {
            if (!scripts.TryGetValue(version, out var known))
                throw new SchemaException($"this database has schema version {version}, which is newer than this program; start the newer version of Flamenco");
            if (known.Checksum != checksum)
                throw new SchemaException($"schema version {version} of this database was made by another build of Flamenco; start that one, or a fresh data folder");
        }
    }

    private static SortedDictionary<int, (string Script, string Checksum)> Scripts()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var scripts = new SortedDictionary<int, (string, string)>();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            var script = reader.ReadToEnd();
            var file = name[(name.LastIndexOf('.', name.Length - 5) + 1)..];
            var checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(script)));
            scripts.Add(int.Parse(file.AsSpan(0, 3)), (script, checksum));
        }

        return scripts;
    }
}
