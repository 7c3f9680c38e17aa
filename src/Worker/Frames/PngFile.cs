using System.Buffers.Binary;

namespace Flamenco.Worker.Frames;

/// <summary>PNG says by itself whether it is whole: every chunk has a checksum, and the last chunk is known.</summary>
internal static class PngFile
{
    private const int LongestChunk = int.MaxValue;
    private static readonly uint[] Table = MakeTable();

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    public static Verdict Check(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith(Signature))
            return Verdict.Broken("it is no PNG");

        var pixels = false;
        for (var rest = file[Signature.Length..]; rest.Length >= 12;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > LongestChunk || rest.Length < 12 + (long)length)
                break;
            var typeAndData = rest.Slice(4, 4 + (int)length);
            var type = typeAndData[..4];
            if (Checksum(typeAndData) != BinaryPrimitives.ReadUInt32BigEndian(rest[(8 + (int)length)..]))
                return Verdict.Broken("a checksum in it is wrong");
            pixels |= type.SequenceEqual("IDAT"u8);
            if (type.SequenceEqual("IEND"u8))
                return pixels ? Verdict.Whole : Verdict.Broken("it holds no picture");
            rest = rest[(12 + (int)length)..];
        }

        return Verdict.Broken("it is cut short");
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
            crc = Table[(byte)(crc ^ value)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[] MakeTable()
    {
        const uint polynomial = 0xedb88320;
        var table = new uint[256];
        for (var i = 0u; i < table.Length; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
                value = (value & 1) == 0 ? value >> 1 : polynomial ^ (value >> 1);
            table[i] = value;
        }

        return table;
    }
}
