using System.Collections.Frozen;
using System.Globalization;
using Flamenco.Domain.Frames;

namespace Flamenco.Worker.Commands.Blender;

/// <summary>Where Blender will write each frame, told from its arguments by its own rules.</summary>
internal static class OutputPaths
{
    private const int DefaultDigits = 4;

    private static readonly FrozenDictionary<string, string> Extensions = new Dictionary<string, string>
    {
        ["PNG"] = ".png", ["JPEG"] = ".jpg", ["TIFF"] = ".tif", ["BMP"] = ".bmp", ["IRIS"] = ".rgb", ["HDR"] = ".hdr", ["WEBP"] = ".webp",
        ["OPEN_EXR"] = ".exr", ["OPEN_EXR_MULTILAYER"] = ".exr", ["EXR"] = ".exr", ["MULTILAYER"] = ".exr",
        ["TGA"] = ".tga", ["RAWTGA"] = ".tga", ["TARGA"] = ".tga", ["TARGA_RAW"] = ".tga", ["DPX"] = ".dpx", ["CINEON"] = ".cin",
    }.ToFrozenDictionary();

    /// <summary>Extensions that Blender takes for an image's, and replaces by the format's.</summary>
    private static readonly FrozenSet<string> ImageExtensions = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        ".png", ".tga", ".bmp", ".jpg", ".jpeg", ".sgi", ".rgb", ".rgba", ".tif", ".tiff", ".tx", ".jp2", ".j2c", ".hdr", ".dds", ".dpx",
        ".cin", ".exr", ".psd", ".pdd", ".psb", ".webp");

    /// <summary>One file a frame; null: these arguments do not tell.</summary>
    public static IReadOnlyList<FrameFile>? Predict(IReadOnlyList<BlenderArguments.Argument> arguments, string blendFile)
    {
        var (output, extension) = ((string?)null, (string?)null);
        var frames = new List<FrameFile>();
        foreach (var (name, value) in arguments)
        {
            switch (name)
            {
                case "-a" or "--render-anim":
                    return null;
                case "-o" or "--render-output":
                    output = Absolute(value!, blendFile);
                    break;
                case "-F" or "--render-format":
                    extension = Extensions.GetValueOrDefault(value!);
                    break;
                case "-x" or "--use-extension":
                    return null;
                case "-f" or "--render-frame":
                    if (output is null || extension is null || Frames(value!) is not { } wanted)
                        return null;
                    frames.AddRange(wanted.Select(frame => new FrameFile(frame, PathOf(output, extension, frame))));
                    break;
            }
        }

        return frames.Count == 0 ? null : frames;
    }

    public static string PathOf(string output, string extension, int frame)
    {
        var path = WithNumber(output, frame);
        var written = Path.GetExtension(path);
        if (IsExtension(written, extension))
            return path;
        return ImageExtensions.Contains(written) ? path[..^written.Length] + extension : path.TrimEnd('.') + extension;
    }

    /// <summary>The last run of <c>#</c> in the file's name becomes the number; without one, four digits go to the end.</summary>
    private static string WithNumber(string output, int frame)
    {
        var end = output.LastIndexOf('#') + 1;
        if (end <= output.LastIndexOf('/') + 1)
            return output + Number(frame, DefaultDigits);
        var start = end;
        while (start > 0 && output[start - 1] == '#')
            start--;
        return output[..start] + Number(frame, end - start) + output[end..];
    }

    private static string Number(int frame, int digits) => frame.ToString($"D{digits}", CultureInfo.InvariantCulture);

    private static bool IsExtension(string written, string extension) =>
        written.Equals(extension, StringComparison.OrdinalIgnoreCase)
        || (extension == ".jpg" && written.Equals(".jpeg", StringComparison.OrdinalIgnoreCase))
        || (extension == ".tif" && written.Equals(".tiff", StringComparison.OrdinalIgnoreCase));

    private static string? Absolute(string output, string blendFile)
    {
        if (output.StartsWith("//", StringComparison.Ordinal))
            return blendFile.Length == 0 ? null : Path.Combine(Path.GetDirectoryName(blendFile)!, output[2..]);
        return Path.IsPathFullyQualified(output) ? output : null;
    }

    private static IReadOnlyList<int>? Frames(string text)
    {
        try
        {
            return FrameRange.Parse(text).Frames;
        }
        catch (FrameRangeException)
        {
            // Frames relative to the scene's own, or negative ones.
            return null;
        }
    }
}
