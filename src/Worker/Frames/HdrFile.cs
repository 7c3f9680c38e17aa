using System.Text;

namespace Flamenco.Worker.Frames;

/// <summary>Radiance HDR, for which FFmpeg has no decoder before version 6: all scan lines must be there.</summary>
internal static class HdrFile
{
    public static Verdict Check(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith("#?"u8))
            return Verdict.Broken("it is no Radiance HDR");
        var header = file.IndexOf("\n\n"u8);
        if (header < 0)
            return Verdict.Broken("it is cut short in its header");
        var rest = file[(header + 2)..];
        var end = rest.IndexOf((byte)'\n');
        if (end < 0 || Encoding.ASCII.GetString(rest[..end]).Split(' ') is not [_, var rows, _, var columns]
            || !int.TryParse(rows, out var height) || !int.TryParse(columns, out var width))
            return Verdict.Broken("it is cut short in its header");

        rest = rest[(end + 1)..];
        for (var row = 0; row < height; row++)
            if (!SkipRow(ref rest, width))
                return Verdict.Broken("it is cut short");
        return Verdict.Whole;
    }

    private static bool SkipRow(ref ReadOnlySpan<byte> rest, int width)
    {
        if (rest is not [2, 2, var high, var low, ..] || ((high << 8) | low) != width)
        {
            // Not run-length encoded: four bytes a pixel.
            if (rest.Length < 4L * width)
                return false;
            rest = rest[(4 * width)..];
            return true;
        }

        rest = rest[4..];
        for (var done = 0; done < 4 * width;)
        {
            if (rest.IsEmpty)
                return false;
            var run = rest[0] > 128;
            var count = run ? rest[0] - 128 : rest[0];
            var used = run ? 2 : 1 + count;
            if (count == 0 || rest.Length < used)
                return false;
            rest = rest[used..];
            done += count;
        }

        return true;
    }
}
