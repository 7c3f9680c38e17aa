using System.Buffers.Binary;

namespace Flamenco.Worker.Frames;

/// <summary>A TIFF's directories say where its strips or tiles lie: all of that must be inside the file.</summary>
internal static class TiffFile
{
    private const int EntrySize = 12;
    private const int StripOffsets = 273;
    private const int StripCounts = 279;
    private const int TileOffsets = 324;
    private const int TileCounts = 325;

    public static Verdict Check(ReadOnlySpan<byte> file)
    {
        if (file.Length < 8)
            return Verdict.Broken("it is cut short");
        var little = file.StartsWith("II*\0"u8);
        if (!little && !file.StartsWith("MM\0*"u8))
            return Verdict.Broken("it is no TIFF");

        var at = Number(file, 4, 4, little);
        if (at < 8 || at + 2 > file.Length)
            return Verdict.Broken("it is cut short: its directory is missing");
        var entries = (int)Number(file, (int)at, 2, little);
        if (at + 2 + ((long)entries * EntrySize) + 4 > file.Length)
            return Verdict.Broken("it is cut short: its directory is not complete");

        List<long>? offsets = null, counts = null;
        for (var i = 0; i < entries; i++)
        {
            var entry = (int)at + 2 + (i * EntrySize);
            switch (Number(file, entry, 2, little))
            {
                case StripOffsets or TileOffsets:
                    offsets = Values(file, entry, little);
                    break;
                case StripCounts or TileCounts:
                    counts = Values(file, entry, little);
                    break;
            }
        }

        if (offsets is null or [] || counts is null || offsets.Count != counts.Count)
            return Verdict.Broken("it holds no picture");
        for (var i = 0; i < offsets.Count; i++)
            if (offsets[i] == 0 || counts[i] == 0 || offsets[i] + counts[i] > file.Length)
                return Verdict.Broken("it is cut short");
        return Verdict.Whole;
    }

    /// <summary>The numbers of a directory entry; null if they are not all inside the file.</summary>
    private static List<long>? Values(ReadOnlySpan<byte> file, int entry, bool little)
    {
        var size = Number(file, entry + 2, 2, little) == 3 ? 2 : 4;
        var count = Number(file, entry + 4, 4, little);
        var at = count * size <= 4 ? entry + 8 : Number(file, entry + 8, 4, little);
        if (at + (count * size) > file.Length)
            return null;
        var values = new List<long>();
        for (var i = 0; i < count; i++)
            values.Add(Number(file, (int)at + (i * size), size, little));
        return values;
    }

    private static long Number(ReadOnlySpan<byte> file, int at, int size, bool little) => (size, little) switch
    {
        (2, true) => BinaryPrimitives.ReadUInt16LittleEndian(file[at..]),
        (2, false) => BinaryPrimitives.ReadUInt16BigEndian(file[at..]),
        (_, true) => BinaryPrimitives.ReadUInt32LittleEndian(file[at..]),
        (_, false) => BinaryPrimitives.ReadUInt32BigEndian(file[at..]),
    };
}
