using System.Buffers.Binary;
using Flamenco.Domain.Identity;

namespace Flamenco.Storage.Tasks;

/// <summary>Lists within a row as bytes, big-endian: small, and the same in every database.</summary>
internal static class Packing
{
    private const int BytesOfAnId = 16;

    public static byte[] Packed(IReadOnlyList<uint> numbers)
    {
        var bytes = new byte[numbers.Count * sizeof(uint)];
        for (var index = 0; index < numbers.Count; index++)
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(index * sizeof(uint)), numbers[index]);
        return bytes;
    }

    public static byte[] Packed(IReadOnlyList<WorkerId> workers)
    {
        var bytes = new byte[workers.Count * BytesOfAnId];
        for (var index = 0; index < workers.Count; index++)
            workers[index].Value.TryWriteBytes(bytes.AsSpan(index * BytesOfAnId), bigEndian: true, out _);
        return bytes;
    }

    public static uint[] Numbers(byte[] bytes)
    {
        var numbers = new uint[bytes.Length / sizeof(uint)];
        for (var index = 0; index < numbers.Length; index++)
            numbers[index] = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(index * sizeof(uint)));
        return numbers;
    }

    public static WorkerId[] Workers(byte[] bytes)
    {
        var workers = new WorkerId[bytes.Length / BytesOfAnId];
        for (var index = 0; index < workers.Length; index++)
            workers[index] = new WorkerId(new Guid(bytes.AsSpan(index * BytesOfAnId, BytesOfAnId), bigEndian: true));
        return workers;
    }
}
