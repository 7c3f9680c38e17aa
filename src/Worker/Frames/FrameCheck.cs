using Flamenco.Worker.Execution;
using Flamenco.Worker.Machine;

namespace Flamenco.Worker.Frames;

/// <summary>
/// Is a frame on disk a whole picture? First by its structure, in this process; formats whose structure does not prove it are also
/// decoded by FFmpeg, many frames in one process.
/// </summary>
internal sealed class FrameCheck(Programs programs)
{
    private const int FramesAProcess = 32;
    private const long LargestFrame = 1_900_000_000;

    /// <summary>Looks at frames.</summary>
    /// <returns>A verdict for each path, in order; a path without a file is broken.</returns>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public async Task<IReadOnlyList<Verdict>> CheckAsync(CommandContext context, IReadOnlyList<string> paths, CancellationToken cancellation)
    {
        var verdicts = new Verdict[paths.Count];
        var undecided = new List<int>();
        for (var i = 0; i < paths.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            verdicts[i] = await Task.Run(() => Look(paths[i]), cancellation);
            if (verdicts[i].IsWhole && !IsProvedByStructure(paths[i]))
                undecided.Add(i);
        }

        if (programs.Ffmpeg is { } ffmpeg)
            foreach (var batch in undecided.Chunk(FramesAProcess))
                await DecodeAsync(context, ffmpeg, paths, batch, verdicts, cancellation);
        return verdicts;
    }

    /// <summary>The structure alone.</summary>
    public static Verdict Look(string path)
    {
        try
        {
            var length = new FileInfo(path) is { Exists: true } file ? file.Length : -1;
            if (length <= 0)
                return Verdict.Broken(length < 0 ? "there is no such file" : "it is empty");
            // A picture this large is left to FFmpeg.
            return length > LargestFrame ? Verdict.Whole : Look(Path.GetExtension(path), File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Verdict.Broken($"it can not be read: {e.Message}");
        }
    }

    private static Verdict Look(string extension, byte[] file) => extension.ToLowerInvariant() switch
    {
        ".png" => PngFile.Check(file),
        ".jpg" or ".jpeg" => JpegFile.Check(file),
        ".tif" or ".tiff" => TiffFile.Check(file),
        ".exr" => ExrFile.Check(file),
        ".hdr" => HdrFile.Check(file),
        ".tga" => TgaFile.Check(file),
        ".rgb" => IrisFile.Check(file),
        _ => Verdict.Whole,
    };

    private static bool IsProvedByStructure(string path) =>
        Path.GetExtension(path).ToLowerInvariant() is ".png" or ".exr" or ".hdr" && new FileInfo(path).Length <= LargestFrame;

    /// <summary>All at once; if that fails, one by one to find the broken ones.</summary>
    private static async Task DecodeAsync(
        CommandContext context, string ffmpeg, IReadOnlyList<string> paths, int[] batch, Verdict[] verdicts, CancellationToken cancellation)
    {
        var (code, output) = await context.RunQuietlyAsync(ffmpeg, Decode([.. batch.Select(i => paths[i])]), cancellation);
        if (code == 0)
            return;
        if (batch is [var only])
            verdicts[only] = Verdict.Broken($"it can not be decoded: {output.LastOrDefault(line => line.Length > 0) ?? "no reason given"}");
        else
            foreach (var i in batch)
                await DecodeAsync(context, ffmpeg, paths, [i], verdicts, cancellation);
    }

    /// <summary>Strict for JPEG, which FFmpeg would mend silently; strict decoding refuses whole TIFFs of Blender.</summary>
    private static List<string> Decode(IReadOnlyList<string> paths)
    {
        List<string> arguments = ["-v", "error", "-nostdin", "-hide_banner", "-xerror"];
        foreach (var path in paths)
        {
            if (Path.GetExtension(path).StartsWith(".jp", StringComparison.OrdinalIgnoreCase))
                arguments.AddRange(["-err_detect", "explode"]);
            arguments.AddRange(["-protocol_whitelist", "file,pipe", "-f", "image2", "-pattern_type", "none", "-i", path]);
        }

        for (var i = 0; i < paths.Count; i++)
            arguments.AddRange(["-map", $"{i}:v"]);
        arguments.AddRange(["-f", "null", "-"]);
        return arguments;
    }
}
