using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Flamenco.Domain.Identity;

/// <summary>
/// A job's id: a UUID of version 8 (RFC 9562) whose low 32 bits are zero. A task's id is its job's with the task's
/// number in those bits, so whoever holds a task id knows its job without looking anything up.
/// </summary>
public readonly record struct JobId
{
    private JobId(Guid value) => Value = value;

    public Guid Value { get; }

    /// <summary>A new id from the time (48 bits, milliseconds) and 42 bits of randomness.</summary>
    public static JobId Create(DateTimeOffset now) => Create(now, RandomNumberGenerator.GetBytes(6));

    /// <inheritdoc cref="Create(DateTimeOffset)"/>
    /// <param name="now">When the job was made.</param>
    /// <param name="random">6 random bytes.</param>
    public static JobId Create(DateTimeOffset now, ReadOnlySpan<byte> random)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, now.ToUnixTimeMilliseconds() << 16);
        random[..6].CopyTo(bytes[6..]);
        bytes[6] = (byte)(0x80 | (bytes[6] & 0x0F));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        bytes[12..].Clear();
        return new JobId(new Guid(bytes, bigEndian: true));
    }

    /// <summary>The id in <paramref name="value"/>, or null if that is not a job's id.</summary>
    public static JobId? From(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        return value.TryWriteBytes(bytes, bigEndian: true, out _)
            && TaskId.IsVersion8(bytes)
            && BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]) == 0
            ? new JobId(value)
            : null;
    }

    /// <summary>The id of this job's task with this number.</summary>
    /// <param name="number">1 to 2³²−1.</param>
    public TaskId Task(uint number)
    {
        ArgumentOutOfRangeException.ThrowIfZero(number);
        return TaskId.Of(this, number);
    }

    public override string ToString() => Value.ToString();
}
