using Flamenco.Storage;
using Flamenco.Storage.Inspection;
using Flamenco.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Flamenco.Silo.Cluster;

/// <summary>
/// The embedded database of Orleans' grain storage. Orleans' own scripts have no unique key, so that two first writes of one
/// grain leave two rows, and a grain with two rows never activates again; ours has one, and a node does not start without it.
/// </summary>
internal sealed class OrleansFile(string path)
{
    /// <summary>The columns that tell grains apart, in the order of the alphabet; the index has an expression for the first.</summary>
    private const string Key = "grainidextensionstring,grainidhash,grainidn0,grainidn1,graintypehash,graintypestring,serviceid";

    public string ConnectionString { get; } = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 10 }.ToString();

    /// <summary>Makes the tables, or brings the queries up to date, and checks that a grain can have one row only.</summary>
    /// <exception cref="SchemaException">It can have several; the message says what to do.</exception>
    public void Apply()
    {
        using var script = new StreamReader(typeof(OrleansFile).Assembly.GetManifestResourceStream("Flamenco.Silo.Cluster.orleans-sqlite.sql")!);
        using var connection = new SqliteConnection(ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; " + script.ReadToEnd();
        try
        {
            command.ExecuteNonQuery();
        }
        catch (SqliteException twice) when (twice.SqliteErrorCode is SQLitePCL.raw.SQLITE_CONSTRAINT)
        {
            throw NotUnique();
        }

        command.CommandText = """
            SELECT COUNT(*) FROM pragma_index_list('OrleansStorage') AS one WHERE one."unique" = 1 AND one.partial = 0 AND $key = (
                SELECT group_concat(part, ',') FROM (
                    SELECT IFNULL(lower(name), 'grainidextensionstring') AS part FROM pragma_index_info(one.name) ORDER BY part))
            """;
        command.Parameters.AddWithValue("$key", Key);
        if ((long)command.ExecuteScalar()! == 0)
            throw NotUnique();
    }

    /// <summary>Does it answer? The driver's calls block, so this runs on a thread of the pool.</summary>
    public Task AskAsync(CancellationToken cancellation) => Task.Run(
        () =>
        {
            using var connection = new SqliteConnection(ConnectionString);
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT 1 FROM OrleansStorage LIMIT 1";
            command.ExecuteScalar();
        },
        cancellation);

    /// <summary>Has each grain one row?</summary>
    public Task<InspectionReport> InspectAsync(CancellationToken cancellation) => SqliteFile.InspectGrainsAsync(path, cancellation);

    private SchemaException NotUnique() => new(
        $"{path} may hold two rows of one grain: its table OrleansStorage lacks the unique index, so it was not made by this program. "
        + "Stop the Server and move the file away; a new one is made, and Managers announce themselves again");
}
