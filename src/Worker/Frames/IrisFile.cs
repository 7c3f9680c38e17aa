using System.Buffers.Binary;

namespace Flamenco.Worker.Frames;

/// <summary>Iris (SGI): every row that its tables name must lie inside the file. FFmpeg forgives a cut at the very end.</summary>
internal static class IrisFile
{
    private const int HeaderSize = 512;

    public static Verdict Check(ReadOnlySpan<byte> file)
    {
        if (file.Length < HeaderSize)
            return Verdict.Broken("it is cut short in its header");
        if (BinaryPrimitives.ReadUInt16BigEndian(file) != 474)
            return Verdict.Broken("it is no Iris picture");
        var (width, height, channels) = (Number(file, 6), Number(file, 8), Math.Max(1, Number(file, 10)));
        var rows = height * channels;
        if (file[2] == 0)
            return file.Length >= HeaderSize + ((long)width * rows * file[3]) ? Verdict.Whole : Verdict.Broken("it is cut short");

        if (file.Length < HeaderSize + (8L * rows))
            return Verdict.Broken("it is cut short in its tables");
        var starts = file[HeaderSize..];
        var lengths = starts[(4 * rows)..];
        for (var row = 0; row < rows; row++)
            if ((long)BinaryPrimitives.ReadUInt32BigEndian(starts[(4 * row)..]) + BinaryPrimitives.ReadUInt32BigEndian(lengths[(4 * row)..]) > file.Length)
                return Verdict.Broken("it is cut short");
        return Verdict.Whole;
    }

    private static int Number(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadUInt16BigEndian(file[at..]);
}
