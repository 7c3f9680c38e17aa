using Flamenco.Domain.Identity;
using Flamenco.Storage.Tags;
using Npgsql;

namespace Flamenco.Storage.Postgres;

/// <summary>Worker tags as rows.</summary>
internal static class TagRows
{
    private const string Select = "SELECT id, manager, name, description FROM tags ";

    /// <summary>Jobs lose the tag. A new generation, where none comes by itself: nobody gives up tasks that others may try now. In id order, as batches take them.</summary>
    private const string UntagJobs =
        $"""
        WITH tagged AS (SELECT id FROM jobs WHERE worker_tag = $1 ORDER BY id FOR UPDATE)
        UPDATE jobs SET worker_tag = NULL, generation = generation + (CASE WHEN sweep = 0 THEN 1 ELSE 0 END), updated = $2, change = {PostgresSession.Change}
        FROM tagged WHERE jobs.id = tagged.id RETURNING jobs.id
        """;

    /// <summary>One at a time changes a site's tags.</summary>
    public static Task LockAsync(PostgresSession session, ManagerId manager, CancellationToken cancellation) =>
        session.ExecuteAsync("SELECT pg_advisory_xact_lock(hashtextextended('tags of ' || $1::text, 0))", cancellation, manager);

    public static Task<TagRow?> FindAsync(PostgresSession session, TagId tag, CancellationToken cancellation) =>
        session.FirstAsync(Select + "WHERE id = $1", Read, cancellation, tag.Value);

    public static Task<TagRow?> NamedAsync(PostgresSession session, ManagerId manager, string name, CancellationToken cancellation) =>
        session.FirstAsync(Select + "WHERE manager = $1 AND name = $2", Read, cancellation, manager, name);

    public static Task<List<TagRow>> ListAsync(PostgresSession session, ManagerId? manager, CancellationToken cancellation) =>
        session.QueryAsync(Select + "WHERE $1::uuid IS NULL OR manager = $1 ORDER BY name, id", Read, cancellation, manager);

    public static Task SaveAsync(PostgresSession session, TagRow tag, CancellationToken cancellation) => session.ExecuteAsync(
        """
        INSERT INTO tags (id, manager, name, description) VALUES ($1, $2, $3, $4)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, description = excluded.description
        """,
        cancellation,
        tag.Id.Value, tag.Manager, tag.Name, tag.Description);

    /// <summary>The tag goes, with all its memberships.</summary>
    public static async Task DeleteAsync(PostgresSession session, TagId tag, CancellationToken cancellation)
    {
        await session.ExecuteAsync("DELETE FROM worker_tags WHERE tag = $1", cancellation, tag.Value);
        await session.ExecuteAsync("DELETE FROM tags WHERE id = $1", cancellation, tag.Value);
    }

    public static Task<List<JobId>> UntagAsync(PostgresSession session, TagId tag, DateTimeOffset now, CancellationToken cancellation) =>
        session.QueryAsync(UntagJobs, reader => reader.Job(0), cancellation, tag.ToString(), now);

    public static async Task AssignAsync(PostgresSession session, WorkerId worker, IEnumerable<TagId> tags, CancellationToken cancellation)
    {
        await session.ExecuteAsync("DELETE FROM worker_tags WHERE worker = $1", cancellation, worker);
        await session.ExecuteAsync(
            "INSERT INTO worker_tags (worker, tag) SELECT $1, unnest($2::uuid[])", cancellation, worker, tags.Select(tag => tag.Value).ToArray());
    }

    private static TagRow Read(NpgsqlDataReader reader) =>
        new(new TagId(reader.GetGuid(0)), reader.Manager(1), reader.GetString(2), reader.GetString(3));
}
