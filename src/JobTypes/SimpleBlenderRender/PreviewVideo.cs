using System.Text.Json.Nodes;
using Flamenco.Domain.Compiling;
using Flamenco.Domain.Tasks;

namespace Flamenco.JobTypes.SimpleBlenderRender;

/// <summary>A video of all frames, once they are there: only of more than one frame, and only of what FFmpeg reads.</summary>
internal static class PreviewVideo
{
    private const string TaskType = "ffmpeg";
    private const int Priority = 50;

    /// <summary>Formats that FFmpeg does not read well; Blender can write a JPEG beside each of their frames.</summary>
    private static readonly string[] ExrFormats = ["EXR", "MULTILAYER", "OPEN_EXR", "OPEN_EXR_MULTILAYER"];

    public static bool IsMadeOf(Shot shot) => shot.Fps > 0 && shot.Frames.Count > 1 && (shot.HasPreviews || !IsExr(shot));

    /// <summary>The task that makes the video, after all <paramref name="renders"/> that come before it.</summary>
    public static CompiledTask Task(Shot shot, int renders) => new(
        (uint)renders + 1, "preview-video", TaskType, Priority,
        [Command(shot, IsExr(shot) ? ".jpg" : shot.Extension)],
        [.. Enumerable.Range(1, renders).Select(number => (uint)number)]);

    private static bool IsExr(Shot shot) => ExrFormats.Contains(shot.Format);

    private static TaskCommand Command(Shot shot, string extension) => Parameters.Command(
        "frames-to-video",
        new JsonObject
        {
            ["exe"] = "ffmpeg",
            ["fps"] = shot.Fps,
            ["inputGlob"] = shot.Output.Beside("*" + extension),
            ["outputFile"] = shot.Output.Beside(FileName(shot)),
            ["args"] = Parameters.List(
                "-c:v", "h264",
                "-crf", "20",
                "-g", "18",
                "-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2",
                "-pix_fmt", "yuv420p",
                "-r", shot.Fps,
                "-y"),
        });

    private static string FileName(Shot shot)
    {
        var stem = shot.BlendFile.Stem.Replace(".flamenco", "", StringComparison.Ordinal);
        var frames = shot.FramesText.Contains(',', StringComparison.Ordinal) ? $"{shot.Frames.First}-{shot.Frames.Last}" : shot.FramesText;
        return $"{stem}-{frames}.mp4";
    }
}
