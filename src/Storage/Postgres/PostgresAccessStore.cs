using Flamenco.Domain.Identity;
using Flamenco.Storage.Access;
using Flamenco.Storage.Managers;
using Npgsql;

namespace Flamenco.Storage.Postgres;

/// <summary>Tokens and sites.</summary>
internal sealed class PostgresAccessStore(PostgresDatabase database, TimeProvider time) : ITokenStore, IManagerStore
{
    private const string SelectManagers =
        "SELECT id, name, (SELECT COUNT(*) FROM workers w WHERE w.manager = m.id AND w.status <> 0) FROM managers m ";

    /// <summary>"1st site" in ASCII: the advisory lock of whoever looks whether there is a site.</summary>
    private const long FirstSite = 0x3173742073697465;

    public Task<TokenRow?> FindAsync(byte[] hash, CancellationToken cancellation = default) => database.ReadAsync(
        session => session.FirstAsync(
            """
            SELECT name, role, manager, expires FROM tokens
            WHERE hash = $1 AND revoked IS NULL AND (expires IS NULL OR expires > $2)
            """,
            reader => new TokenRow(
                reader.GetString(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.Manager(2), reader.TimeOrNull(3)),
            cancellation,
            hash,
            time.GetUtcNow()),
        cancellation);

    public Task AddAsync(byte[] hash, TokenRow token, CancellationToken cancellation = default)
    {
        token.Checked();
        return database.WriteAsync(
            session => session.ExecuteAsync(
                """
                INSERT INTO tokens (hash, name, role, manager, created, expires) VALUES ($1, $2, $3, $4, $5, $6)
                ON CONFLICT (hash) DO NOTHING
                """,
                cancellation,
                hash,
                token.Name,
                token.Role,
                token.Manager,
                time.GetUtcNow(),
                token.Expires),
            cancellation);
    }

    public Task AddAsync(ManagerRow manager, CancellationToken cancellation = default)
    {
        manager.Checked();
        return database.WriteAsync(
            session => session.ExecuteAsync(
                "INSERT INTO managers (id, name, created) VALUES ($1, $2, $3)", cancellation, manager.Id, manager.Name, time.GetUtcNow()),
            cancellation);
    }

    public Task<ManagerRow> FirstAsync(ManagerRow manager, CancellationToken cancellation = default)
    {
        manager.Checked();
        return database.WriteAsync(
            async session =>
            {
                // Whoever comes second waits, and then sees the other's site.
                await session.ExecuteAsync("SELECT pg_advisory_xact_lock($1)", cancellation, FirstSite);
                await session.ExecuteAsync(
                    "INSERT INTO managers (id, name, created) SELECT $1, $2, $3 WHERE NOT EXISTS (SELECT 1 FROM managers)",
                    cancellation,
                    manager.Id,
                    manager.Name,
                    time.GetUtcNow());
                return (await session.FirstAsync(SelectManagers + "ORDER BY m.name LIMIT 1", Read, cancellation))!;
            },
            cancellation);
    }

    public Task<ManagerRow?> FindAsync(ManagerId manager, CancellationToken cancellation = default) => database.ReadAsync(
        session => session.FirstAsync(SelectManagers + "WHERE m.id = $1", Read, cancellation, manager), cancellation);

    public async Task<IReadOnlyList<ManagerRow>> ListAsync(CancellationToken cancellation = default) => await database.ReadAsync(
        session => session.QueryAsync(SelectManagers + "ORDER BY m.name", Read, cancellation), cancellation);

    private static ManagerRow Read(NpgsqlDataReader reader) => new(reader.Manager(0), reader.GetString(1), (int)reader.GetInt64(2));
}
