using System.Text.RegularExpressions;

namespace Flamenco.Worker.Commands.Blender;

/// <summary>What a line of Blender's log means to an artist, and what to do about it.</summary>
internal static partial class BlenderDiagnosis
{
    /// <summary>What a line of the log has shown.</summary>
    /// <param name="Advice">For the artist.</param>
    /// <param name="NotSaved">A picture was not saved.</param>
    /// <param name="Hopeless">Whatever Blender renders now is wrong.</param>
    internal sealed record Finding(string Advice, bool NotSaved = false, bool Hopeless = false);

    private static readonly (Regex Pattern, Func<Match, Finding> Meaning)[] Table =
    [
        (MissingFile(), match => new(
            $"the file {match.Groups["path"]} does not exist on this Worker's machine. Is the shared storage mounted there, at the same place?")),
        (CorruptFile(), match => new(
            $"the file {match.Groups["path"]} is damaged ({match.Groups["why"]}). Save it again in Blender, or go back to an older version of it.")),
        (NoBlendFile(), match => new(
            $"{match.Groups["path"]} is not a .blend file that this Blender can read: it is empty, of another kind, or made by a newer Blender.")),
        (NoCamera(), _ => new("the scene has no camera. Add one (Add > Camera), and make it the scene's camera.")),
        (NoScene(), match => new(
            $"there is no scene \"{match.Groups["scene"]}\" in {match.Groups["path"]}; Blender would render another one. Correct the job's scene.", Hopeless: true)),
        (NoDenoiser(), _ => new(
            "this Worker's Blender has no denoiser. Switch denoising off (Render Properties > Sampling > Render > Denoise), or install a Blender from blender.org on the Worker.")),
        (NotSaved(), match => new(
            $"the picture {match.Groups["path"]} could not be saved. Does the folder exist on the Worker's machine, may the Worker write there, and is there space left?",
            NotSaved: true)),
        (NoMemory(), _ => new("the machine ran out of memory. Use a Worker with more of it, or make the scene lighter (textures, subdivisions).")),
        (NoDisplay(), _ => new("Blender could not draw without a display. The scene uses EEVEE or Workbench: install the package libegl1 on the Worker's machine.")),
        (UnknownEngine(), match => new($"this Worker's Blender has no render engine \"{match.Groups["engine"]}\": choose another one, or install its add-on on the Worker.")),
    ];

    /// <summary>Null: this line says nothing that we know.</summary>
    public static Finding? Of(string line)
    {
        foreach (var (pattern, meaning) in Table)
            if (pattern.Match(line) is { Success: true } match)
                return meaning(match);
        return null;
    }

    [GeneratedRegex("Cannot read file [\"'](?<path>.+)[\"']: No such file or directory", RegexOptions.ExplicitCapture)]
    private static partial Regex MissingFile();

    [GeneratedRegex("Failed to read (blend )?file [\"'](?<path>.+)[\"']: (?<why>.+)", RegexOptions.ExplicitCapture)]
    private static partial Regex CorruptFile();

    [GeneratedRegex("File format is not supported in file [\"'](?<path>.+)[\"']", RegexOptions.ExplicitCapture)]
    private static partial Regex NoBlendFile();

    [GeneratedRegex("Cannot render, no camera|No camera found in scene", RegexOptions.ExplicitCapture)]
    private static partial Regex NoCamera();

    [GeneratedRegex("Can't find scene: '(?<scene>.*)' in file: '(?<path>.*)'", RegexOptions.ExplicitCapture)]
    private static partial Regex NoScene();

    [GeneratedRegex("Build without OpenImageDenoiser|No device available to denoise on", RegexOptions.ExplicitCapture)]
    private static partial Regex NoDenoiser();

    [GeneratedRegex("cannot save: [\"'](?<path>.+)[\"']", RegexOptions.ExplicitCapture)]
    private static partial Regex NotSaved();

    [GeneratedRegex("[Oo]ut of (GPU |host )?memory|Malloc returns null|Calloc returns null|std::bad_alloc", RegexOptions.ExplicitCapture)]
    private static partial Regex NoMemory();

    [GeneratedRegex("Unable to open a display|[Cc]ouldn't open libEGL|Failed to (create|initialize) .*(EGL|GPU context)", RegexOptions.ExplicitCapture)]
    private static partial Regex NoDisplay();

    [GeneratedRegex("Engine '(?<engine>.+)' not available|Error: engine not found: '(?<engine>.+)'", RegexOptions.ExplicitCapture)]
    private static partial Regex UnknownEngine();
}
