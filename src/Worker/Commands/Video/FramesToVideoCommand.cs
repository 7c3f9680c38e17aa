using System.Globalization;
using Flamenco.Worker.Execution;
using Flamenco.Worker.Machine;

namespace Flamenco.Worker.Commands.Video;

/// <summary>
/// <c>frames-to-video {exe, exeArgs, argsBefore, fps, inputGlob, outputFile, args}</c>: encodes frames. The video gets its name only
/// when it is known to hold as many frames as there are files.
/// </summary>
internal sealed class FramesToVideoCommand(Programs programs) : IWorkerCommand
{
    public string Name => "frames-to-video";

    public async Task<string?> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        var parameters = context.Parameters;
        var ffmpeg = programs.Resolve("ffmpeg", parameters.Text("exe"));
        var fps = parameters.Number("fps");
        if (fps <= 0)
            throw parameters.Wrong("fps", $"must be above 0, it is {fps.ToString(CultureInfo.InvariantCulture)}");
        var glob = new GlobPattern(parameters.AbsolutePath("inputGlob"));
        var output = parameters.AbsolutePath("outputFile");
        var frames = glob.Files();
        if (frames.Count == 0)
            throw new CommandFailedException($"no frames match {parameters.Text("inputGlob")}, so there is nothing to make a video of");

        var unfinished = Unfinished(output, context);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(output)!);
            RemoveLeftovers(unfinished, context);
            await EncodeAsync(context, ffmpeg, Line(parameters, glob, fps, unfinished), cancellation);
            await VerifyAsync(context, unfinished, frames.Count, cancellation);
            File.Move(unfinished, output, overwrite: true);
            context.Report.Log($"-- {output} holds all {frames.Count} frames");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"the video {output} could not be put in its place: {e.Message}");
        }
        finally
        {
            if (File.Exists(unfinished))
                File.Delete(unfinished);
        }

        return null;
    }

    /// <summary>The whole command line, without the program.</summary>
    internal static IReadOnlyList<string> Line(CommandParameters parameters, GlobPattern glob, double fps, string output)
    {
        var rate = fps.ToString("0.############", CultureInfo.InvariantCulture);
        string[] given = [.. ShellWords.Split(parameters.OptionalText("exeArgs")), .. parameters.List("argsBefore")];
        var after = parameters.List("args");
        if (given.Concat(after).FirstOrDefault(word => word == "-protocol_whitelist") is { } forbidden)
            throw new CommandFailedException($"FFmpeg's argument {forbidden} is this Worker's own; a job may not set it");
        return
        [
            "-nostdin", "-hide_banner", "-y", .. given,
            "-protocol_whitelist", "file,pipe", "-r", rate, "-pattern_type", "glob", "-i", glob.ForFfmpeg(), .. after, "-r", rate, output,
        ];
    }

    private static async Task EncodeAsync(CommandContext context, string ffmpeg, IReadOnlyList<string> line, CancellationToken cancellation)
    {
        var last = new LastLines();
        var code = await context.RunProcessAsync(ffmpeg, line, last.Add, cancellation);
        if (code != 0)
            throw new CommandFailedException($"{Ending.Describe(ffmpeg, code)}. {last}");
    }

    private async Task VerifyAsync(CommandContext context, string video, int frames, CancellationToken cancellation)
    {
        var ffprobe = programs.Resolve("ffprobe", "ffprobe");
        var (code, output) = await context.RunQuietlyAsync(
            ffprobe,
            ["-v", "error", "-protocol_whitelist", "file,pipe", "-select_streams", "v:0", "-count_frames", "-show_entries", "stream=nb_read_frames", "-of", "csv=p=0", video],
            cancellation);
        if (code != 0 || !int.TryParse(output.LastOrDefault()?.TrimEnd(','), NumberStyles.None, CultureInfo.InvariantCulture, out var counted))
            throw new CommandFailedException($"the video that FFmpeg made can not be read: {string.Join(" | ", output)}");
        if (counted != frames)
            throw new CommandFailedException($"the video holds {counted} frames, but there are {frames} files; are some of them broken, or of another size?");
    }

    /// <summary>What earlier attempts of this task left when they were killed.</summary>
    private static void RemoveLeftovers(string unfinished, CommandContext context)
    {
        var name = Path.GetFileName(unfinished);
        var start = name[..(name.IndexOf($"{context.Attempt.Task:N}", StringComparison.Ordinal) + 33)];
        foreach (var path in Directory.EnumerateFiles(Path.GetDirectoryName(unfinished)!, ".*"))
            if (Path.GetFileName(path).StartsWith(start, StringComparison.Ordinal))
                File.Delete(path);
    }

    /// <summary>Beside the target, so that taking its name is one step; its extension stays, by which FFmpeg knows the format.</summary>
    private static string Unfinished(string output, CommandContext context) => Path.Combine(
        Path.GetDirectoryName(output)!,
        $".{Path.GetFileNameWithoutExtension(output)}.{context.Attempt.Task:N}.{context.Attempt.Attempt}.part{Path.GetExtension(output)}");
}
