using Flamenco.Storage.Transitions;
using Npgsql;

namespace Flamenco.Storage.Postgres;

/// <summary>Idempotency keys as rows.</summary>
internal static class KeyRows
{
    private const string FindMany =
        """
        SELECT i.who, i.key, i.job, i.fingerprint FROM unnest($1::text[], $2::text[]) k(who, key)
        JOIN idempotency_keys i ON i.who = k.who AND i.key = k.key
        """;

    private const string InsertMany =
        """
        INSERT INTO idempotency_keys (who, key, job, fingerprint, at)
        SELECT v.who, v.key, v.job, v.fingerprint, $1 FROM unnest($2::text[], $3::text[], $4::uuid[], $5::text[]) v(who, key, job, fingerprint)
        ORDER BY v.who, v.key
        """;

    public static Task<KeyRow?> FindAsync(PostgresSession session, PersonsKey key, CancellationToken cancellation) =>
        session.FirstAsync(FindMany, Read, cancellation, new[] { key.Who }, new[] { key.Key });

    public static void Find(NpgsqlBatch batch, IReadOnlyList<PersonsKey> keys) =>
        batch.Add(FindMany, keys.Column(key => key.Who), keys.Column(key => key.Key));

    public static void Insert(NpgsqlBatch batch, DateTimeOffset now, IReadOnlyList<KeyRow> rows)
    {
        if (rows.Count is 0)
            return;

        batch.Add(
            InsertMany,
            now,
            rows.Column(row => row.Key.Who),
            rows.Column(row => row.Key.Key),
            rows.Column(row => row.Job.Value),
            rows.Column(row => row.Fingerprint));
    }

    public static KeyRow Read(NpgsqlDataReader reader) =>
        new(new PersonsKey(reader.GetString(0), reader.GetString(1)), reader.Job(2), reader.GetString(3));
}
