namespace Flamenco.Worker.Frames;

/// <summary>A JPEG that is cut short lacks its end marker; FFmpeg does not mind, so it is looked for here.</summary>
internal static class JpegFile
{
    private const byte Marker = 0xff;

    public static Verdict Check(ReadOnlySpan<byte> file)
    {
        if (file is not [Marker, 0xd8, ..])
            return Verdict.Broken("it is no JPEG");
        return file is [.., Marker, 0xd9] ? Verdict.Whole : Verdict.Broken("it is cut short");
    }
}
