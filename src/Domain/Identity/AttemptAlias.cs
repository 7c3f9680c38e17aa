using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Flamenco.Domain.Identity;

/// <summary>
/// The id under which a Flamenco 3 Worker gets a later attempt of a task. Such a Worker sends no attempt numbers, and its queue of updates
/// outlives attempts: by the plain id, what it says of the first one would count for the second. The alias follows from task
/// and attempt, shows by its version (5) that it is neither a job's nor a task's id (8), and is kept with the attempt.
/// </summary>
public static class AttemptAlias
{
    private const byte Version = 5;

    /// <summary>The alias of an attempt; null for the first, whose id is the task's own.</summary>
    public static Guid? Of(TaskId task, int attempt)
    {
        if (attempt <= 1)
            return null;

        Span<byte> name = stackalloc byte[20];
        task.Value.TryWriteBytes(name, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(name[16..], attempt);
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(name, bytes);
        bytes[6] = (byte)((Version << 4) | (bytes[6] & 0x0F));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new Guid(bytes[..16], bigEndian: true);
    }

    /// <summary>Does the id look like an alias? Whether there is such a one, the store knows.</summary>
    public static bool IsAlias(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return bytes[6] >> 4 == Version && bytes[8] >> 6 == 2;
    }
}
