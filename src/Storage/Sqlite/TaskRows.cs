using System.Buffers.Binary;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Scheduling;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Tasks;
using Microsoft.Data.Sqlite;

namespace Flamenco.Storage.Sqlite;

/// <summary>Tasks as rows: columns, reading, and the Workers that failed them.</summary>
internal static class TaskRows
{
    public const string Columns =
        "t.job, t.number, t.name, t.type, t.priority, t.status, t.attempt, t.held, t.version, t.activity, "
        + "t.steps_completed, t.steps_total, t.depends_on, t.updated, t.failures_from, "
        + "(SELECT created FROM jobs WHERE id = t.job)";

    private const string FailedBySql =
        """
        SELECT a.number, a.worker FROM attempts a JOIN tasks t ON t.job = a.job AND t.number = a.number
        WHERE a.job = @job AND a.outcome = 2 AND a.attempt > t.failures_from AND (@number IS NULL OR a.number = @number)
        GROUP BY a.number, a.worker
        """;

    public static StoredTask? Find(SqliteSession session, TaskId task)
    {
        var found = session.First(
            $"SELECT {Columns} FROM tasks t WHERE t.job = @job AND t.number = @number",
            Read,
            ("@job", task.Job),
            ("@number", task.Number));
        return found is null ? null : found with { FailedBy = FailedBy(session, task.Job, task.Number).GetValueOrDefault(task.Number, []) };
    }

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
        FailedBy = [],
    };

    public static TaskRow ForTable(StoredTask task, IReadOnlyList<WorkerId> failedBy) => new(
        task.Id.Number,
        task.Type,
        task.Priority,
        task.Status,
        task.Attempt,
        task.Held is not null,
        task.Version,
        task.StepsCompleted,
        task.StepsTotal,
        task.DependsOn,
        failedBy);

    /// <summary>Task number to the Workers that failed it since it was last requeued by a person.</summary>
    public static Dictionary<uint, List<WorkerId>> FailedBy(SqliteSession session, JobId job, uint? number)
    {
        var failedBy = new Dictionary<uint, List<WorkerId>>();
        var rows = session.Query(
            FailedBySql,
            reader => (Number: (uint)reader.GetInt64(0), Worker: reader.Worker(1)),
            ("@job", job),
            ("@number", number));
        foreach (var (task, worker) in rows)
        {
            if (!failedBy.TryGetValue(task, out var workers))
                failedBy[task] = workers = [];
            workers.Add(worker);
        }

        return failedBy;
    }

    public static byte[] Packed(IReadOnlyList<uint> numbers)
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
}
