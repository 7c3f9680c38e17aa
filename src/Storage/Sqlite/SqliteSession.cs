using Flamenco.Domain.Identity;
using Microsoft.Data.Sqlite;

namespace Flamenco.Storage.Sqlite;

/// <summary>One connection, used by one thread at a time, with its statements kept prepared.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _statements = [];
    private long? _change;

    public SqliteSession(string file, bool readOnly)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        _connection.Open();
        Execute("PRAGMA busy_timeout = 10000");
        Execute("PRAGMA journal_mode = WAL");
        Execute("PRAGMA synchronous = FULL");
        Execute("PRAGMA cache_size = -65536");
        if (readOnly)
            Execute("PRAGMA query_only = 1");
    }

    /// <summary>Runs a statement; answers how many rows it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        Statement(sql, parameters).ExecuteNonQuery();

    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> map, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var reader = Statement(sql, parameters).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(map(reader));
        return rows;
    }

    public T? First<T>(string sql, Func<SqliteDataReader, T> map, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var reader = Statement(sql, parameters).ExecuteReader();
        return reader.Read() ? map(reader) : default;
    }

    /// <summary>The change position of the transaction that is open: everything that it writes carries it.</summary>
    public long Change() => _change ??= First(
        "UPDATE change_counter SET value = value + 1 RETURNING value", reader => reader.GetInt64(0));

    public void Begin()
    {
        _change = null;
        Execute("BEGIN IMMEDIATE");
    }

    public void Commit() => Execute("COMMIT");

    public void Rollback()
    {
        _change = null;
        // A full disk has ended the transaction already.
        if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle!) == 0)
            Execute("ROLLBACK");
    }

    /// <summary>Forgets the change position, after a part of the transaction was rolled back.</summary>
    public void ForgetChange() => _change = null;

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        _connection.Dispose();
    }

    private SqliteCommand Statement(string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            statement = _connection.CreateCommand();
            statement.CommandText = sql;
            foreach (var (name, _) in parameters)
                statement.Parameters.Add(new SqliteParameter { ParameterName = name });
            _statements.Add(sql, statement);
        }

        for (var index = 0; index < parameters.Length; index++)
            statement.Parameters[index].Value = Stored(parameters[index].Value);
        return statement;
    }

    private static object Stored(object? value) => value switch
    {
        null => DBNull.Value,
        JobId id => id.Value.ToByteArray(bigEndian: true),
        WorkerId id => id.Value.ToByteArray(bigEndian: true),
        TagId id => id.Value.ToByteArray(bigEndian: true),
        ManagerId id => id.Value.ToByteArray(bigEndian: true),
        Guid id => id.ToByteArray(bigEndian: true),
        DateTimeOffset time => time.ToUnixTimeMilliseconds(),
        bool flag => flag ? 1 : 0,
        Enum number => Convert.ToInt32(number, System.Globalization.CultureInfo.InvariantCulture),
        uint number => (long)number,
        _ => value,
    };
}
