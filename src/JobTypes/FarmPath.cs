using System.Text.RegularExpressions;

namespace Flamenco.JobTypes;

/// <summary>
/// A path on the farm's shared storage, of either kind (<c>/shots/a.blend</c>, <c>S:\shots\a.blend</c>) or below a
/// variable of the site (<c>{shots}/a.blend</c>). Its parts are given with forward slashes, which all platforms read.
/// </summary>
internal sealed partial record FarmPath
{
    private readonly string[] _parts;
    private readonly string _root;

    /// <summary>Takes a path that has no <see cref="Problem"/>.</summary>
    public FarmPath(string text)
    {
        Text = text;
        _parts = [.. Parts(text).Where(part => part is not ("" or "."))];
        _root = text.StartsWith('/') ? "/" : "";
    }

    /// <summary>As it was given.</summary>
    public string Text { get; }

    public string FileName => _parts[^1];

    /// <summary>The file's name without its last extension.</summary>
    public string Stem => System.IO.Path.GetFileNameWithoutExtension(FileName);

    /// <summary>A file of this name beside this one.</summary>
    public string Beside(string fileName) => _root + string.Join('/', [.. _parts[..^1], fileName]);

    /// <summary>What is wrong with a path, and what to write instead; null if nothing is.</summary>
    public static string? Problem(string text)
    {
        if (text.StartsWith("//", StringComparison.Ordinal))
            return "// means \"beside the .blend file\" in Blender, and a farm can not know where that is; write the whole path";
        if (text.StartsWith(@"\\", StringComparison.Ordinal))
            return @"a path that starts with \\ does not mean the same on all machines; write it with a drive letter, or with a variable of your site";
        if (!Absolute().IsMatch(text))
            return "this is not a whole path; write for example /shots/a.blend or S:/shots/a.blend, or start with a variable of your site, {shots}/a.blend";

        var parts = Parts(text);
        if (parts.Contains(".."))
            return "it holds \"..\"; write the path without";
        return parts[^1] is "" or "." || parts.Count(part => part is not ("" or ".")) < (text.StartsWith('/') ? 1 : 2)
            ? "it names a folder; add the name of the file"
            : null;
    }

    private static string[] Parts(string text) => text.Replace('\\', '/').Split('/');

    [GeneratedRegex(@"\A(?:/|[A-Za-z]:[/\\]|\{[A-Za-z][A-Za-z0-9_-]*\})", RegexOptions.CultureInvariant)]
    private static partial Regex Absolute();
}
