using System.Buffers.Binary;

namespace Flamenco.Worker.Frames;

/// <summary>Targa: all pixels must be there. FFmpeg does not notice when the last run of them is cut.</summary>
internal static class TgaFile
{
    private const int HeaderSize = 18;
    private const int RunLengthEncoded = 8;

    public static Verdict Check(ReadOnlySpan<byte> file)
    {
        if (file.Length < HeaderSize)
            return Verdict.Broken("it is cut short in its header");
        var palette = file[1] == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(file[5..]) * ((file[7] + 7) / 8) : 0;
        var pixels = (long)BinaryPrimitives.ReadUInt16LittleEndian(file[12..]) * BinaryPrimitives.ReadUInt16LittleEndian(file[14..]);
        var size = (file[16] + 7) / 8;
        var at = HeaderSize + file[0] + (long)palette;
        if (pixels == 0 || size == 0)
            return Verdict.Broken("it holds no picture");

        if ((file[2] & RunLengthEncoded) == 0)
            at += pixels * size;
        else
            while (pixels > 0 && at < file.Length)
            {
                var count = (file[(int)at] & 0x7f) + 1;
                at += 1 + ((file[(int)at] & 0x80) != 0 ? size : count * size);
                pixels -= count;
            }

        return at > file.Length || ((file[2] & RunLengthEncoded) != 0 && pixels > 0) ? Verdict.Broken("it is cut short") : Verdict.Whole;
    }
}
