using Flamenco.Domain.Identity;
using Microsoft.Data.Sqlite;

namespace Flamenco.Storage.Sqlite;

/// <summary>How values come back from rows.</summary>
internal static class SqliteReading
{
    public static Guid Guid(this SqliteDataReader reader, int column) => new(reader.GetFieldValue<byte[]>(column), bigEndian: true);

    public static JobId Job(this SqliteDataReader reader, int column) =>
        JobId.From(reader.Guid(column)) ?? throw new InvalidDataException("a stored job id is no job id");

    public static WorkerId Worker(this SqliteDataReader reader, int column) => new(reader.Guid(column));

    public static ManagerId Manager(this SqliteDataReader reader, int column) => new(reader.Guid(column));

    public static DateTimeOffset Time(this SqliteDataReader reader, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

    public static DateTimeOffset? TimeOrNull(this SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.Time(column);

    public static string? TextOrNull(this SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetString(column);

    public static int? Int32OrNull(this SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetInt32(column);
}
