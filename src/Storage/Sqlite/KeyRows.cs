using Flamenco.Storage.Transitions;

namespace Flamenco.Storage.Sqlite;

/// <summary>Idempotency keys as rows.</summary>
internal static class KeyRows
{
    public static KeyRow? Find(SqliteSession session, PersonsKey key) => session.First(
        "SELECT job, fingerprint FROM idempotency_keys WHERE who = @who AND key = @key",
        reader => new KeyRow(key, reader.Job(0), reader.GetString(1)),
        ("@who", key.Who),
        ("@key", key.Key));

    public static void Insert(SqliteSession session, KeyRow row, DateTimeOffset now) => session.Execute(
        "INSERT INTO idempotency_keys (who, key, job, fingerprint, at) VALUES (@who, @key, @job, @fingerprint, @now)",
        ("@who", row.Key.Who),
        ("@key", row.Key.Key),
        ("@job", row.Job),
        ("@fingerprint", row.Fingerprint),
        ("@now", now));
}
