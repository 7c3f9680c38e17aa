using System.Diagnostics;
using System.Globalization;

namespace Flamenco.EndToEnd.Harness;

/// <summary>Looks at pictures and videos with FFmpeg's eyes.</summary>
internal static class Pictures
{
    /// <summary>The decoded picture as 8-bit RGBA. Fails if it is not whole.</summary>
    public static async Task<byte[]> PixelsAsync(string file)
    {
        var pixels = new MemoryStream();
        using var ffmpeg = Start("ffmpeg", ["-v", "error", "-xerror", "-i", file, "-f", "rawvideo", "-pix_fmt", "rgba", "-"]);
        var errors = ffmpeg.StandardError.ReadToEndAsync();
        await ffmpeg.StandardOutput.BaseStream.CopyToAsync(pixels);
        await ffmpeg.WaitForExitAsync();
        ffmpeg.ExitCode.ShouldBe(0, $"{file} is not a whole picture: {await errors}");
        return pixels.ToArray();
    }

    /// <summary>The largest difference of two pictures in one channel of one pixel; 0 to 255.</summary>
    public static int LargestDifference(byte[] one, byte[] other)
    {
        one.Length.ShouldBe(other.Length, "the pictures differ in size");
        return one.Zip(other, (a, b) => Math.Abs(a - b)).Max();
    }

    public static bool IsOfOneColour(byte[] pixels) => pixels.Chunk(4).Distinct(Pixel.Comparer).Count() == 1;

    /// <summary>How many frames a video really has.</summary>
    public static async Task<int> FramesOfVideoAsync(string file)
    {
        using var ffprobe = Start(
            "ffprobe", ["-v", "error", "-count_frames", "-select_streams", "v:0", "-show_entries", "stream=nb_read_frames", "-of", "csv=p=0", file]);
        var errors = ffprobe.StandardError.ReadToEndAsync();
        var output = await ffprobe.StandardOutput.ReadToEndAsync();
        await ffprobe.WaitForExitAsync();
        ffprobe.ExitCode.ShouldBe(0, $"{file} is not a video: {await errors}");
        return int.Parse(output.Trim(), CultureInfo.InvariantCulture);
    }

    private static Process Start(string program, string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private sealed class Pixel : IEqualityComparer<byte[]>
    {
        public static Pixel Comparer { get; } = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => BitConverter.ToInt32(obj);
    }
}
