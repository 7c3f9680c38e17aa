namespace Flamenco.Worker.Configuration;

/// <summary>Programs on this machine that tasks may start. Section <c>Executables</c>. Empty: the one found on the PATH.</summary>
public sealed class ProgramOptions
{
    public const string Section = "Executables";

    /// <summary>Path of Blender. Default: <c>blender</c> on the PATH.</summary>
    public string Blender { get; set; } = "";

    /// <summary>Path of FFmpeg. Default: <c>ffmpeg</c> on the PATH.</summary>
    public string Ffmpeg { get; set; } = "";

    /// <summary>Path of FFprobe. Default: <c>ffprobe</c> on the PATH.</summary>
    public string Ffprobe { get; set; } = "";

    /// <summary>
    /// Programs that the <c>exec</c> command may start, absolute paths, comma-separated. Default: none, so that <c>exec</c> is off.
    /// </summary>
    public string Exec { get; set; } = "";

    internal IReadOnlyList<string> ExecAllowed => Exec.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    internal IEnumerable<string> Problems()
    {
        foreach (var (key, value) in new[] { ("Blender", Blender), ("Ffmpeg", Ffmpeg), ("Ffprobe", Ffprobe) })
            if (value.Length > 0 && !File.Exists(value))
                yield return $"Executables:{key} is \"{value}\"; it must be the path of an existing file, or empty to look on the PATH";
        foreach (var path in ExecAllowed.Where(path => !Path.IsPathFullyQualified(path)))
            yield return $"Executables:Exec names \"{path}\"; each entry must be an absolute path";
    }
}
