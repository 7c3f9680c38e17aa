using System.Globalization;
using System.Text.RegularExpressions;
using Flamenco.Domain.Compiling;
using Flamenco.Domain.Frames;
using Form = Flamenco.JobTypes.SimpleBlenderRender.SimpleBlenderRenderSchema;

namespace Flamenco.JobTypes.SimpleBlenderRender;

/// <summary>What is rendered: settings that have been read and found right.</summary>
internal sealed partial record Shot
{
    private static readonly string[] MovieFormats = ["FFMPEG", "AVI_RAW", "AVI_JPEG"];

    public required FarmPath BlendFile { get; init; }

    /// <summary>Folder and name of the frames; <c>#</c> stand for their numbers.</summary>
    public required FarmPath Output { get; init; }

    /// <summary>Null: the file's active scene.</summary>
    public required string? Scene { get; init; }

    public required FrameRange Frames { get; init; }

    /// <summary>The frames as the artist wrote them.</summary>
    public required string FramesText { get; init; }

    public required int ChunkSize { get; init; }

    /// <summary>One of Blender's names for image formats.</summary>
    public required string Format { get; init; }

    /// <summary>What the frames' names end with, with the dot.</summary>
    public required string Extension { get; init; }

    /// <summary>Is there a JPEG beside each frame?</summary>
    public required bool HasPreviews { get; init; }

    /// <summary>Frames a second; 0 if not known.</summary>
    public required double Fps { get; init; }

    public int ChunkCount => (int)((Frames.Count + ChunkSize - 1L) / ChunkSize);

    /// <summary>The shot that a form describes; null if the form is flawed, which it then knows.</summary>
    public static Shot? Read(JobToCompile job, FilledForm form)
    {
        var frames = form.Frames(Form.Frames);
        var chunkSize = form.AtLeast(Form.ChunkSize, 1);
        var blendFile = form.Path(Form.BlendFile);
        var output = form.Path(Form.OutputPath, path => WithTimestamp(path, job.Created));
        var format = ReadFormat(form);
        var extension = ReadExtension(form);
        var fps = ReadFps(form);

        if (form.IsFlawed || frames is null || chunkSize is null || blendFile is null || output is null || format is null || extension is null)
            return null;

        return new Shot
        {
            BlendFile = blendFile,
            Output = output,
            Scene = form.Settings.Text(Form.Scene),
            Frames = frames,
            FramesText = form.Settings.Text(Form.Frames)!.Trim(),
            ChunkSize = chunkSize.Value,
            Format = format,
            Extension = extension,
            HasPreviews = form.Settings.Bool(Form.HasPreviews),
            Fps = fps,
        };
    }

    /// <summary>The site's local time of submission in the place of <c>{timestamp}</c>; variables of the site stay.</summary>
    private static string WithTimestamp(string path, DateTimeOffset created) =>
        path.Replace("{timestamp}", created.ToString("yyyy-MM-dd_HHmmss", CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static string? ReadFormat(FilledForm form)
    {
        if (form.Settings.Text(Form.Format) is not { } format)
            return null;

        if (MovieFormats.Contains(format))
            form.Complain(
                $"the file's output format is {format}, a movie, and a farm renders single frames: in Blender choose an image format such as "
                + "PNG at Output Properties > Output > File Format, save, and submit again; the farm makes the preview video itself");
        else if (!FormatName().IsMatch(format))
            form.Complain($"the setting \"{Form.Format}\" is \"{format}\"; it must be one of Blender's names, for example PNG or OPEN_EXR");
        return format;
    }

    private static string? ReadExtension(FilledForm form)
    {
        var extension = form.Settings.Text(Form.Extension);
        if (extension is not null && !ExtensionName().IsMatch(extension))
            form.Complain($"the setting \"{Form.Extension}\" is \"{extension}\"; write for example .png");
        return extension;
    }

    private static double ReadFps(FilledForm form)
    {
        var fps = form.Settings.Float(Form.Fps);
        if (fps < 0)
            form.Complain($"the setting \"{Form.Fps}\" is {fps}; it must not be negative");
        return fps;
    }

    [GeneratedRegex(@"\A[A-Z][A-Z0-9_]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex FormatName();

    [GeneratedRegex(@"\A\.[A-Za-z0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex ExtensionName();
}
