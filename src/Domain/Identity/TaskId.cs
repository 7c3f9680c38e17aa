using System.Buffers.Binary;

namespace Flamenco.Domain.Identity;

/// <summary>A task's id: its job's id with the task's number (1 to 2³²−1) in the low 32 bits.</summary>
public readonly record struct TaskId
{
    private TaskId(Guid value) => Value = value;

    public Guid Value { get; }

    public JobId Job
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            Value.TryWriteBytes(bytes, bigEndian: true, out _);
            bytes[12..].Clear();
            return JobId.From(new Guid(bytes, bigEndian: true))!.Value;
        }
    }

    public uint Number
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            Value.TryWriteBytes(bytes, bigEndian: true, out _);
            return BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]);
        }
    }

    /// <summary>The id in <paramref name="value"/>, or null if that is not a task's id.</summary>
    public static TaskId? From(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        return value.TryWriteBytes(bytes, bigEndian: true, out _)
            && IsVersion8(bytes)
            && BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]) != 0
            ? new TaskId(value)
            : null;
    }

    public override string ToString() => Value.ToString();

    internal static TaskId Of(JobId job, uint number)
    {
        Span<byte> bytes = stackalloc byte[16];
        job.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[12..], number);
        return new TaskId(new Guid(bytes, bigEndian: true));
    }

    internal static bool IsVersion8(ReadOnlySpan<byte> bytes) => bytes[6] >> 4 == 8 && bytes[8] >> 6 == 2;
}
