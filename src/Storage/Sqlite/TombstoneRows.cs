using Flamenco.Domain.Identity;
using Flamenco.Storage.Jobs;

namespace Flamenco.Storage.Sqlite;

/// <summary>What is left of deleted jobs, as rows.</summary>
internal static class TombstoneRows
{
    private const string Columns =
        "job, name, type, manager, submitted_by, created, deleted_by, deleted, tasks, completed, failed, steps_completed, steps_total";

    public static Tombstone? Find(SqliteSession session, JobId job) => session.First(
        $"SELECT {Columns} FROM tombstones WHERE job = @job",
        reader => new Tombstone
        {
            Job = reader.Job(0),
            Name = reader.GetString(1),
            Type = reader.GetString(2),
            Manager = reader.Manager(3),
            SubmittedBy = reader.GetString(4),
            Created = reader.Time(5),
            DeletedBy = reader.GetString(6),
            Deleted = reader.Time(7),
            Tasks = reader.GetInt32(8),
            Completed = reader.GetInt32(9),
            Failed = reader.GetInt32(10),
            StepsCompleted = reader.GetInt64(11),
            StepsTotal = reader.GetInt64(12),
        },
        ("@job", job));

    public static void Insert(SqliteSession session, Tombstone row) => session.Execute(
        $"""
        INSERT INTO tombstones ({Columns})
        VALUES (@job, @name, @type, @manager, @by, @created, @deletedBy, @deleted, @tasks, @completed, @failed, @steps, @stepsTotal)
        """,
        ("@job", row.Job),
        ("@name", row.Name),
        ("@type", row.Type),
        ("@manager", row.Manager),
        ("@by", row.SubmittedBy),
        ("@created", row.Created),
        ("@deletedBy", row.DeletedBy),
        ("@deleted", row.Deleted),
        ("@tasks", row.Tasks),
        ("@completed", row.Completed),
        ("@failed", row.Failed),
        ("@steps", row.StepsCompleted),
        ("@stepsTotal", row.StepsTotal));
}
