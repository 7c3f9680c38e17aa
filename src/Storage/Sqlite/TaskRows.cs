using System.Buffers.Binary;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Tasks;
using Microsoft.Data.Sqlite;

namespace Flamenco.Storage.Sqlite;

/// <summary>Tasks as rows.</summary>
internal static class TaskRows
{
    private const int BytesOfAnId = 16;

    public const string Columns =
        "t.job, t.number, t.name, t.type, t.priority, t.status, t.attempt, t.held, t.version, t.activity, "
        + "t.steps_completed, t.steps_total, t.depends_on, t.updated, t.failed_by, "
        + "(SELECT created FROM jobs WHERE id = t.job)";

    public static StoredTask? Find(SqliteSession session, TaskId task) => session.First(
        $"SELECT {Columns} FROM tasks t WHERE t.job = @job AND t.number = @number",
        Read,
        ("@job", task.Job),
        ("@number", task.Number));

    public static void Insert(SqliteSession session, StoredTask task) => session.Execute(
        """
        INSERT INTO tasks (job, number, name, type, priority, status, attempt, held, version, activity, steps_completed, steps_total,
            depends_on, failed_by, canceled_by_failing, updated, change)
        VALUES (@job, @number, @name, @type, @priority, @status, @attempt, @held, @version, @activity, @steps, @stepsTotal,
            @dependsOn, @failedBy, 0, @now, @change)
        """,
        ("@job", task.Id.Job),
        ("@number", task.Id.Number),
        ("@name", task.Name),
        ("@type", task.Type),
        ("@priority", task.Priority),
        ("@status", task.Status),
        ("@attempt", task.Attempt),
        ("@held", task.Held),
        ("@version", task.Version),
        ("@activity", task.Activity),
        ("@steps", task.StepsCompleted),
        ("@stepsTotal", task.StepsTotal),
        ("@dependsOn", Packed(task.DependsOn)),
        ("@failedBy", Packed(task.FailedBy)),
        ("@now", task.Updated),
        ("@change", session.Change()));

    public static void Update(SqliteSession session, StoredTask task) => session.Execute(
        """
        UPDATE tasks SET status = @status, attempt = @attempt, held = @held, version = @version, activity = @activity,
            steps_completed = @steps, failed_by = @failedBy, updated = @now, change = @change
        WHERE job = @job AND number = @number
        """,
        ("@status", task.Status),
        ("@attempt", task.Attempt),
        ("@held", task.Held),
        ("@version", task.Version),
        ("@activity", task.Activity),
        ("@steps", task.StepsCompleted),
        ("@failedBy", Packed(task.FailedBy)),
        ("@now", task.Updated),
        ("@change", session.Change()),
        ("@job", task.Id.Job),
        ("@number", task.Id.Number));

    public static StoredTask Read(SqliteDataReader reader) => new()
    {
        Id = reader.Job(0).Task((uint)reader.GetInt64(1)),
        Name = reader.GetString(2),
        Type = reader.GetString(3),
        Priority = reader.GetInt32(4),
        Status = (RenderTaskStatus)reader.GetInt32(5),
        Attempt = reader.GetInt32(6),
        Held = reader.Int32OrNull(7),
        Version = reader.GetInt32(8),
        Activity = reader.GetString(9),
        StepsCompleted = reader.GetInt32(10),
        StepsTotal = reader.GetInt32(11),
        DependsOn = Numbers(reader.GetFieldValue<byte[]>(12)),
        Updated = reader.Time(13),
        Created = reader.Time(15),
        FailedBy = Workers(reader.GetFieldValue<byte[]>(14)),
    };

    private static byte[] Packed(IReadOnlyList<uint> numbers)
    {
        var bytes = new byte[numbers.Count * sizeof(uint)];
        for (var index = 0; index < numbers.Count; index++)
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(index * sizeof(uint)), numbers[index]);
        return bytes;
    }

    private static uint[] Numbers(byte[] bytes)
    {
        var numbers = new uint[bytes.Length / sizeof(uint)];
        for (var index = 0; index < numbers.Length; index++)
            numbers[index] = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(index * sizeof(uint)));
        return numbers;
    }

    private static byte[] Packed(IReadOnlyList<WorkerId> workers)
    {
        var bytes = new byte[workers.Count * BytesOfAnId];
        for (var index = 0; index < workers.Count; index++)
            workers[index].Value.TryWriteBytes(bytes.AsSpan(index * BytesOfAnId), bigEndian: true, out _);
        return bytes;
    }

    private static WorkerId[] Workers(byte[] bytes)
    {
        var workers = new WorkerId[bytes.Length / BytesOfAnId];
        for (var index = 0; index < workers.Length; index++)
            workers[index] = new WorkerId(new Guid(bytes.AsSpan(index * BytesOfAnId, BytesOfAnId), bigEndian: true));
        return workers;
    }
}
