using System.Buffers.Binary;

namespace Flamenco.Cli.Operate;

/// <summary>What an id says of itself: a task's holds its job's, with the task's number in the last 32 bits.</summary>
internal static class FarmIds
{
    private const int NumberAt = 12;

    public static bool IsTask(Guid id) => BinaryPrimitives.ReadUInt32BigEndian(id.ToByteArray(bigEndian: true).AsSpan(NumberAt)) != 0;

    /// <summary>The id, if it is no task's.</summary>
    /// <exception cref="CliException">It is one.</exception>
    public static Guid OfJob(Guid id, string verb) => IsTask(id)
        ? throw CliException.Refused($"`{verb}` is for whole jobs, and {id} is a task's id. Its job's is {JobOf(id)}.")
        : id;

    private static Guid JobOf(Guid task)
    {
        var bytes = task.ToByteArray(bigEndian: true);
        bytes.AsSpan(NumberAt).Clear();
        return new Guid(bytes, bigEndian: true);
    }
}
