using Flamenco.Domain.Identity;
using Flamenco.Storage.Access;
using Flamenco.Storage.Managers;
using Microsoft.Data.Sqlite;

namespace Flamenco.Storage.Sqlite;

/// <summary>Tokens and sites.</summary>
public sealed class SqliteAccessStore(SqliteStore store, TimeProvider time) : ITokenStore, IManagerStore
{
    private const string SelectManagers =
        "SELECT id, name, (SELECT COUNT(*) FROM workers w WHERE w.manager = m.id AND w.status <> 0) FROM managers m ";

    public Task<TokenRow?> FindAsync(byte[] hash, CancellationToken cancellation = default) => store.ReadAsync(
        session => session.First(
            """
            SELECT name, role, manager, expires FROM tokens
            WHERE hash = @hash AND revoked IS NULL AND (expires IS NULL OR expires > @now)
            """,
            reader => new TokenRow(
                reader.GetString(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.Manager(2), reader.TimeOrNull(3)),
            ("@hash", hash),
            ("@now", time.GetUtcNow())),
        cancellation);

    public Task AddAsync(byte[] hash, TokenRow token, CancellationToken cancellation = default)
    {
        token.Checked();
        return store.WriteAsync(
            session => session.Execute(
                """
                INSERT INTO tokens (hash, name, role, manager, created, expires) VALUES (@hash, @name, @role, @manager, @now, @expires)
                ON CONFLICT (hash) DO NOTHING
                """,
                ("@hash", hash),
                ("@name", token.Name),
                ("@role", token.Role),
                ("@manager", token.Manager),
                ("@now", time.GetUtcNow()),
                ("@expires", token.Expires)),
            cancellation);
    }

    public Task AddAsync(ManagerRow manager, CancellationToken cancellation = default)
    {
        manager.Checked();
        return store.WriteAsync(
            session => session.Execute(
                "INSERT INTO managers (id, name, created) VALUES (@id, @name, @now)",
                ("@id", manager.Id),
                ("@name", manager.Name),
                ("@now", time.GetUtcNow())),
            cancellation);
    }

    public Task<ManagerRow> FirstAsync(ManagerRow manager, CancellationToken cancellation = default)
    {
        manager.Checked();
        return store.WriteAsync(
            session =>
            {
                session.Execute(
                    "INSERT INTO managers (id, name, created) SELECT @id, @name, @now WHERE NOT EXISTS (SELECT 1 FROM managers)",
                    ("@id", manager.Id),
                    ("@name", manager.Name),
                    ("@now", time.GetUtcNow()));
                return session.First(SelectManagers + "ORDER BY m.name LIMIT 1", Read)!;
            },
            cancellation);
    }

    public Task<ManagerRow?> FindAsync(ManagerId manager, CancellationToken cancellation = default) => store.ReadAsync(
        session => session.First(
            SelectManagers + "WHERE m.id = @id",
            Read,
            ("@id", manager)),
        cancellation);

    public async Task<IReadOnlyList<ManagerRow>> ListAsync(CancellationToken cancellation = default) => await store.ReadAsync(
        session => session.Query(
            SelectManagers + "ORDER BY m.name",
            Read),
        cancellation);

    private static ManagerRow Read(SqliteDataReader reader) => new(reader.Manager(0), reader.GetString(1), reader.GetInt32(2));
}
