using System.Buffers.Binary;

namespace Flamenco.Worker.Frames;

/// <summary>
/// OpenEXR, also with several layers or parts, which FFmpeg can not decode or does not notice to be cut. The writer fills in the table
/// of offsets last: in a whole file it is complete, and every block that it names lies inside the file.
/// </summary>
internal static class ExrFile
{
    private const uint Magic = 20000630;
    private const uint Tiled = 0x200;
    private const uint Deep = 0x800;
    private const uint MultiPart = 0x1000;

    public static Verdict Check(ReadOnlySpan<byte> file)
    {
        if (file.Length < 8 || BinaryPrimitives.ReadUInt32LittleEndian(file) != Magic)
            return Verdict.Broken("it is no OpenEXR");
        var flags = BinaryPrimitives.ReadUInt32LittleEndian(file[4..]);
        var multi = (flags & MultiPart) != 0;

        var tiles = new List<bool>();
        var at = 8;
        do
        {
            var tiled = (flags & Tiled) != 0;
            if (SkipHeader(file, ref at, ref tiled) is { } problem)
                return Verdict.Broken(problem);
            tiles.Add(tiled);
        }
        while (multi && at < file.Length && file[at] != 0);
        if (multi)
            at++;

        return Blocks(file, at, tiles, multi, deep: (flags & Deep) != 0);
    }

    /// <summary>Attributes are name, type, size, value; an empty name ends the header.</summary>
    private static string? SkipHeader(ReadOnlySpan<byte> file, ref int at, ref bool tiled)
    {
        while (at < file.Length)
        {
            if (file[at] == 0)
            {
                at++;
                return null;
            }

            var name = Text(file, ref at);
            _ = Text(file, ref at);
            if (at + 4 > file.Length)
                break;
            var size = BinaryPrimitives.ReadInt32LittleEndian(file[at..]);
            at += 4;
            if (size < 0 || size > file.Length - at)
                break;
            if (name.SequenceEqual("type"u8))
                tiled = file.Slice(at, size).IndexOf("tile"u8) >= 0;
            at += size;
        }

        return "it is cut short in its header";
    }

    private static Verdict Blocks(ReadOnlySpan<byte> file, int table, List<bool> tiles, bool multi, bool deep)
    {
        // The table ends where the first block begins.
        var (first, blocks) = ((long)file.Length, 0);
        for (var at = table; at < first; at += 8, blocks++)
        {
            if (at + 8 > file.Length)
                return Verdict.Broken("it is cut short in its table of blocks");
            var offset = BinaryPrimitives.ReadInt64LittleEndian(file[at..]);
            if (offset <= table || offset >= file.Length)
                return Verdict.Broken(offset == 0 ? "its table of blocks was never completed" : "it is cut short");
            if (!IsWhole(file, (int)offset, tiles, multi, deep))
                return Verdict.Broken("it is cut short");
            first = Math.Min(first, offset);
        }

        return blocks > 0 ? Verdict.Whole : Verdict.Broken("it holds no picture");
    }

    private static bool IsWhole(ReadOnlySpan<byte> file, int at, List<bool> tiles, bool multi, bool deep)
    {
        var part = 0;
        if (multi)
        {
            if (at + 4 > file.Length)
                return false;
            part = BinaryPrimitives.ReadInt32LittleEndian(file[at..]);
            if (part < 0 || part >= tiles.Count)
                return false;
            at += 4;
        }

        at += tiles[part] ? 16 : 4;
        if (deep)
            return at + 24 <= file.Length;
        if (at + 4 > file.Length)
            return false;
        var size = BinaryPrimitives.ReadInt32LittleEndian(file[at..]);
        return size > 0 && size <= file.Length - at - 4;
    }

    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> file, ref int at)
    {
        var length = file[at..].IndexOf((byte)0);
        var text = length < 0 ? file[at..] : file.Slice(at, length);
        at += length < 0 ? file.Length - at : length + 1;
        return text;
    }
}
