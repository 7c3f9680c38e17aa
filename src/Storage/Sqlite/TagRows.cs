using Flamenco.Domain.Identity;
using Flamenco.Storage.Tags;
using Microsoft.Data.Sqlite;

namespace Flamenco.Storage.Sqlite;

/// <summary>Worker tags as rows.</summary>
internal static class TagRows
{
    private const string Select = "SELECT id, manager, name, description FROM tags ";

    public static TagRow? Find(SqliteSession session, TagId tag) => session.First(Select + "WHERE id = @tag", Read, ("@tag", tag));

    public static TagRow? Named(SqliteSession session, ManagerId manager, string name) =>
        session.First(Select + "WHERE manager = @manager AND name = @name", Read, ("@manager", manager), ("@name", name));

    public static List<TagRow> List(SqliteSession session, ManagerId? manager) =>
        session.Query(Select + "WHERE @manager IS NULL OR manager = @manager ORDER BY name, id", Read, ("@manager", manager));

    public static void Save(SqliteSession session, TagRow tag) => session.Execute(
        """
        INSERT INTO tags (id, manager, name, description) VALUES (@id, @manager, @name, @description)
        ON CONFLICT (id) DO UPDATE SET name = @name, description = @description
        """,
        ("@id", tag.Id),
        ("@manager", tag.Manager),
        ("@name", tag.Name),
        ("@description", tag.Description));

    /// <summary>The tag goes, with all its memberships.</summary>
    public static void Delete(SqliteSession session, TagId tag)
    {
        session.Execute("DELETE FROM worker_tags WHERE tag = @tag", ("@tag", tag));
        session.Execute("DELETE FROM tags WHERE id = @tag", ("@tag", tag));
    }

    /// <summary>Jobs lose the tag. A new generation, where none comes by itself: nobody gives up tasks that others may try now.</summary>
    public static List<JobId> Untag(SqliteSession session, TagId tag, DateTimeOffset now) => session.Query(
        """
        UPDATE jobs SET worker_tag = NULL, generation = generation + (sweep = 0), updated = @now, change = @change
        WHERE worker_tag = @tag RETURNING id
        """,
        reader => reader.Job(0),
        ("@tag", tag.ToString()),
        ("@now", now),
        ("@change", session.Change()));

    public static void Assign(SqliteSession session, WorkerId worker, IEnumerable<TagId> tags)
    {
        session.Execute("DELETE FROM worker_tags WHERE worker = @worker", ("@worker", worker));
        foreach (var tag in tags)
            session.Execute("INSERT INTO worker_tags (worker, tag) VALUES (@worker, @tag)", ("@worker", worker), ("@tag", tag));
    }

    private static TagRow Read(SqliteDataReader reader) =>
        new(new TagId(reader.Guid(0)), reader.Manager(1), reader.GetString(2), reader.GetString(3));
}
