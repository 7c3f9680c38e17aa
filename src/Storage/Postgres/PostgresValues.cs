using Flamenco.Domain.Identity;
using Npgsql;

namespace Flamenco.Storage.Postgres;

/// <summary>How values go into rows and come back.</summary>
internal static class PostgresValues
{
    public static void AddAll(this NpgsqlParameterCollection parameters, params ReadOnlySpan<object?> values)
    {
        foreach (var value in values)
            parameters.Add(new NpgsqlParameter { Value = value is null ? DBNull.Value : Stored(value) });
    }

    public static void Add(this NpgsqlBatch batch, string sql, params ReadOnlySpan<object?> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddAll(parameters);
        batch.BatchCommands.Add(command);
    }

    /// <summary>One column of many rows, as a parameter for <c>unnest</c>.</summary>
    public static object Column<TRow, T>(this IReadOnlyList<TRow> rows, Func<TRow, T> value)
    {
        var column = new T[rows.Count];
        for (var index = 0; index < column.Length; index++)
            column[index] = value(rows[index]);
        return column;
    }

    public static object Stored(object value) => value switch
    {
        JobId id => id.Value,
        WorkerId id => id.Value,
        ManagerId id => id.Value,
        DateTimeOffset time => time.ToUniversalTime(),
        Enum number => Convert.ToInt32(number, System.Globalization.CultureInfo.InvariantCulture),
        uint number => (long)number,
        _ => value,
    };

    public static JobId Job(this NpgsqlDataReader reader, int column) =>
        JobId.From(reader.GetGuid(column)) ?? throw new InvalidDataException("a stored job id is no job id");

    public static TaskId Task(this NpgsqlDataReader reader, int job, int number) => reader.Job(job).Task((uint)reader.GetInt64(number));

    public static WorkerId Worker(this NpgsqlDataReader reader, int column) => new(reader.GetGuid(column));

    public static ManagerId Manager(this NpgsqlDataReader reader, int column) => new(reader.GetGuid(column));

    public static byte[] Bytes(this NpgsqlDataReader reader, int column) => reader.GetFieldValue<byte[]>(column);

    public static DateTimeOffset Time(this NpgsqlDataReader reader, int column) => reader.GetFieldValue<DateTimeOffset>(column);

    public static DateTimeOffset? TimeOrNull(this NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.Time(column);

    public static string? TextOrNull(this NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetString(column);

    public static int? Int32OrNull(this NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetInt32(column);
}
