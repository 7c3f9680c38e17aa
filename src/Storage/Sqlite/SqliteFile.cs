using Flamenco.Storage.Inspection;
using Microsoft.Data.Sqlite;

namespace Flamenco.Storage.Sqlite;

/// <summary>A SQLite file of a farm, ours or Orleans', as it lies there: opened for reading only.</summary>
public static class SqliteFile
{
    private const string Mend =
        "Stop the Server, keep a copy of the whole data folder, and check disk and memory of the machine. Then restore the newest backup, "
        + "or try to save what can be read: `sqlite3 FILE .recover | sqlite3 NEW`. Damage like this comes from hardware or from copying a file that is in use.";

    /// <summary>Whether the pages, the indexes and the rules of the tables of the file are whole. Reads all of it.</summary>
    public static Task<InspectionReport> CheckAsync(string file, CancellationToken cancellation = default) => Task.Run(
        () =>
        {
            var findings = new Findings();
            findings.Looked(Invariant.Files);
            foreach (var damage in Damages(file))
                findings.Broken(Invariant.Files, Subject.File(file), damage, Mend);
            return findings.Report();
        },
        cancellation);

    /// <summary>Whether each grain has one row in Orleans' storage.</summary>
    /// <exception cref="StoreUnavailableException">The file can not be read.</exception>
    public static Task<InspectionReport> InspectGrainsAsync(string file, CancellationToken cancellation = default) => Task.Run(
        async () =>
        {
            try
            {
                await using var connection = Open(file);
                return await GrainStorage.JudgeAsync(connection, cancellation);
            }
            catch (SqliteException exception)
            {
                throw new StoreUnavailableException($"{file} can not be read: {exception.Message}", exception);
            }
        },
        cancellation);

    internal static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
            DefaultTimeout = 10,
        }.ToString());
        connection.Open();
        return connection;
    }

    private static List<string> Damages(string file)
    {
        try
        {
            using var connection = Open(file);
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA integrity_check";
            using var reader = command.ExecuteReader();
            var damages = new List<string>();
            while (reader.Read())
                damages.Add(reader.GetString(0));
            return damages is ["ok"] ? [] : damages;
        }
        catch (SqliteException unreadable)
        {
            return [unreadable.Message];
        }
    }
}
