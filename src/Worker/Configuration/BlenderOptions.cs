namespace Flamenco.Worker.Configuration;

/// <summary>What Blender may do on this machine. Section <c>Blender</c>.</summary>
public sealed class BlenderOptions
{
    public const string Section = "Blender";

    /// <summary>
    /// Let jobs switch on the scripts and drivers inside .blend files (<c>-y</c>) and run script files. The site must say so too. Only
    /// where every artist may do on this machine what its Worker's user may do. Default: false.
    /// </summary>
    public bool AllowScripts { get; set; }

    /// <summary>Further Blender arguments without a value that jobs may use, comma-separated, for example <c>--debug-cycles</c>. Default: none.</summary>
    public string AllowArguments { get; set; } = "";

    internal IReadOnlyList<string> ArgumentsAllowed =>
        AllowArguments.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
