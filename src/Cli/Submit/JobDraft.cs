using System.Text.Json;
using Flamenco.Contracts.Site;

namespace Flamenco.Cli.Submit;

/// <summary>Fills a job type's settings: what was given by hand, then the options, then what the file says.</summary>
internal static class JobDraft
{
    /// <summary>Blender puts the frame's number here, six digits.</summary>
    private const string FrameNumber = "######";

    /// <summary>The job type puts the time of submission here.</summary>
    private const string TimeOfSubmission = "{timestamp}";

    public static bool TakesFile(AvailableJobType type) => type.Settings.Any(setting => setting.Key == "blendfile");

    /// <summary>The folder for frames: the one asked for; else a new one for each submit, so that no older frames are in the way.</summary>
    public static string OutputFolder(SubmitOptions options, BlendFile file) => options.Output is { } asked
        ? Path.GetFullPath(asked)
        : Path.Combine(file.Folder, "render", file.Stem, TimeOfSubmission);

    public static SubmittedJob Create(
        SubmitOptions options, AvailableJobType type, IReadOnlyDictionary<string, JsonElement> given, BlendFile? file, SceneFacts? scene)
    {
        var settings = new Dictionary<string, JsonElement>();
        foreach (var setting in type.Settings)
        {
            if (given.TryGetValue(setting.Key, out var value))
                settings[setting.Key] = value;
            else if (Known(setting.Key, options, file, scene) is { } text)
                settings[setting.Key] = GivenSettings.Value(setting, text);
        }

        return new SubmittedJob
        {
            Name = options.Name ?? file?.Stem ?? type.Name,
            Type = type.Name,
            TypeEtag = type.Etag,
            Priority = options.Priority,
            SubmitterPlatform = Platform,
            Settings = settings,
            Metadata = new Dictionary<string, string> { ["user.name"] = Environment.UserName },
            InitialStatus = options.Paused ? "paused" : null,
        };
    }

    /// <summary>Settings that still lack a value that only the file, or a person, can give.</summary>
    public static IReadOnlyList<string> Lacking(AvailableJobType type, SubmittedJob job) =>
    [
        .. type.Settings
            .Where(setting => setting.Default is null && !job.Settings!.ContainsKey(setting.Key) && (setting.Required == true || setting.Eval is not null))
            .Select(setting => setting.Key),
    ];

    private static string Platform =>
        OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";

    private static string? Known(string key, SubmitOptions options, BlendFile? file, SceneFacts? scene) => key switch
    {
        "frames" => options.Frames ?? scene?.Frames,
        "chunk_size" => options.ChunkSize?.ToString(),
        "blendfile" => file?.Path,
        "render_output_root" => file is null ? null : RootOf(OutputFolder(options, file)),
        "render_output_path" => file is null ? null : Path.Combine(OutputFolder(options, file), FrameNumber),
        "fps" => scene?.Fps.ToString("R"),
        "format" => scene?.Format,
        "image_file_extension" => scene?.Extension,
        "has_previews" => scene?.HasPreviews.ToString(),
        "scene" => scene?.Scene,
        _ => null,
    };

    private static string RootOf(string folder) =>
        Path.GetFileName(folder) == TimeOfSubmission ? Path.GetDirectoryName(folder)! : folder;
}
