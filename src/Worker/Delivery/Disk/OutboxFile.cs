using System.Text.Json;
using Flamenco.Contracts;
using Flamenco.Contracts.Site;
using Microsoft.Data.Sqlite;

namespace Flamenco.Worker.Delivery.Disk;

/// <summary>The outbox as a SQLite file, for one thread. What was applied is on the disk when the call returns.</summary>
internal sealed class OutboxFile : IDisposable
{
    private const int Version = 1;
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const string Schema =
        """
        CREATE TABLE attempts (attempt TEXT PRIMARY KEY, life INTEGER NOT NULL, sent INTEGER NOT NULL, log_offset INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE logs (attempt TEXT NOT NULL, at INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (attempt, at));
        CREATE TABLE updates (attempt TEXT NOT NULL, number INTEGER NOT NULL, log_before INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (attempt, number));
        PRAGMA user_version = 1;
        """;

    private readonly SqliteConnection _connection;

    private OutboxFile(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens the file; makes it, for its owner's eyes only, if it is not there.</summary>
    /// <exception cref="SqliteException">It is damaged, or can not be used.</exception>
    /// <exception cref="IOException">It can not be made.</exception>
    public static OutboxFile Open(string path)
    {
        Make(path);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        try
        {
            connection.Open();
            var file = new OutboxFile(connection);
            file.Run("PRAGMA auto_vacuum = FULL; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 1000000;");
            file.CheckWhole();
            file.CheckVersion();
            return file;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Everything that waits, in the order in which it was begun.</summary>
    public IReadOnlyList<SavedAttempt> Read()
    {
        var saved = new List<SavedAttempt>();
        using var attempts = Command("SELECT attempt, life, sent, log_offset FROM attempts ORDER BY life, attempt");
        using var reader = attempts.ExecuteReader();
        while (reader.Read())
        {
            var (key, sent) = (reader.GetString(0), reader.GetInt64(2));
            saved.Add(new(SavedAttempt.Parse(key), reader.GetInt64(1), sent, reader.GetInt64(3), LogOf(key, sent), UpdatesOf(key)));
        }

        return saved;
    }

    /// <summary>All of these or, if it fails, none.</summary>
    /// <exception cref="SqliteException">The disk is full, broken or away.</exception>
    public void Apply(IReadOnlyList<JournalEntry> entries)
    {
        using var transaction = _connection.BeginTransaction();
        foreach (var entry in LogRuns.Of(entries))
            Apply(entry);
        transaction.Commit();
    }

    /// <summary>This, and nothing else, waits.</summary>
    /// <exception cref="SqliteException">The disk is full, broken or away.</exception>
    public void Rewrite(IReadOnlyList<SavedAttempt> saved)
    {
        using var transaction = _connection.BeginTransaction();
        Run("DELETE FROM logs; DELETE FROM updates; DELETE FROM attempts;");
        foreach (var attempt in saved)
        {
            Apply(new JournalEntry.Begun(attempt.Key, attempt.Life));
            Apply(new JournalEntry.LogSent(attempt.Key, attempt.Sent, attempt.Offset));
            if (attempt.Log.Length > 0)
                Apply(new JournalEntry.LogWritten(attempt.Key, attempt.Sent, attempt.Log));
            foreach (var update in attempt.Updates)
                Apply(new JournalEntry.Updated(attempt.Key, update.Number, update.LogBefore, Json(update.Update)));
        }

        transaction.Commit();
    }

    public static byte[] Json(TaskUpdate update) => JsonSerializer.SerializeToUtf8Bytes(update, FlamencoJson.Default.TaskUpdate);

    public void Dispose() => _connection.Dispose();

    private static void Make(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = Private;
        new FileStream(path, options).Dispose();
    }

    private void CheckWhole()
    {
        using var check = Command("PRAGMA quick_check(1)");
        if (check.ExecuteScalar() is not "ok" and var damage)
            throw new SqliteException($"{damage}", SqliteCodes.Corrupt);
    }

    private void CheckVersion()
    {
        using var ask = Command("PRAGMA user_version");
        switch (ask.ExecuteScalar())
        {
            case 0L:
                using (var transaction = _connection.BeginTransaction())
                {
                    Run(Schema);
                    transaction.Commit();
                }

                break;
            case not (long)Version and var other:
                throw new SqliteException($"it has version {other}, this Worker knows version {Version}", SqliteCodes.NotADatabase);
        }
    }

    private void Apply(JournalEntry entry)
    {
        switch (entry)
        {
            case JournalEntry.Begun begun:
                Run("INSERT OR IGNORE INTO attempts (attempt, life, sent, log_offset) VALUES ($a, $b, 0, 0)", begun.Attempt, begun.Life);
                break;
            case JournalEntry.LogWritten log:
                Run("INSERT OR REPLACE INTO logs (attempt, at, bytes) VALUES ($a, $b, $c)", log.Attempt, log.At, log.Bytes);
                break;
            case JournalEntry.Updated updated:
                Run("INSERT OR REPLACE INTO updates (attempt, number, log_before, body) VALUES ($a, $b, $c, $d)",
                    updated.Attempt, updated.Number, updated.LogBefore, updated.Update);
                break;
            case JournalEntry.LogSent sent:
                Run("UPDATE attempts SET sent = $b, log_offset = $c WHERE attempt = $a", sent.Attempt, sent.Sent, sent.Offset);
                Run("DELETE FROM logs WHERE attempt = $a AND at + length(bytes) <= $b", sent.Attempt, sent.Sent);
                break;
            case JournalEntry.Delivered delivered:
                Run("DELETE FROM updates WHERE attempt = $a AND number = $b", delivered.Attempt, delivered.Number);
                break;
            case JournalEntry.Ended ended:
                Run("DELETE FROM logs WHERE attempt = $a", ended.Attempt);
                Run("DELETE FROM updates WHERE attempt = $a", ended.Attempt);
                Run("DELETE FROM attempts WHERE attempt = $a", ended.Attempt);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(entry), entry, "unknown entry");
        }
    }

    /// <summary>Rows may overlap: the same bytes then stand in both.</summary>
    private byte[] LogOf(string attempt, long sent)
    {
        using var rows = Command("SELECT at, bytes FROM logs WHERE attempt = $a ORDER BY at", attempt);
        using var reader = rows.ExecuteReader();
        using var log = new MemoryStream();
        while (reader.Read())
        {
            var (known, bytes) = (sent + log.Length - reader.GetInt64(0), (byte[])reader[1]);
            if (known >= 0 && known < bytes.Length)
                log.Write(bytes.AsSpan((int)known));
        }

        return log.ToArray();
    }

    private List<SavedUpdate> UpdatesOf(string attempt)
    {
        using var rows = Command("SELECT number, log_before, body FROM updates WHERE attempt = $a ORDER BY number", attempt);
        using var reader = rows.ExecuteReader();
        var updates = new List<SavedUpdate>();
        while (reader.Read())
            updates.Add(new(reader.GetInt64(0), reader.GetInt64(1), JsonSerializer.Deserialize((byte[])reader[2], FlamencoJson.Default.TaskUpdate)!));
        return updates;
    }

    private void Run(string sql, params ReadOnlySpan<object> values)
    {
        using var command = Command(sql, values);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<object> values)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue($"${(char)('a' + i)}", values[i]);
        return command;
    }
}
