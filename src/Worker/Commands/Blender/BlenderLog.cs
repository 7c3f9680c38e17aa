using System.Text.RegularExpressions;

namespace Flamenco.Worker.Commands.Blender;

/// <summary>What Blender's output says, line by line: progress, files, what went wrong and what was left out.</summary>
/// <param name="onStep">A frame is done.</param>
/// <param name="onHopeless">Going on would only make wrong pictures.</param>
internal sealed partial class BlenderLog(Action onStep, Action onHopeless)
{
    private readonly List<string> _files = [];
    private readonly SortedSet<string> _notRun = [];
    private readonly SortedSet<string> _missing = [];
    private readonly LastLines _last = new();
    private bool _notSaved;

    /// <summary>Files that Blender has saved, or left as they were because they existed.</summary>
    public IReadOnlyList<string> Files => _files;

    /// <summary>What is wrong, in an artist's words; null: nothing that we know.</summary>
    public string? Diagnosis { get; private set; }

    public string LastLines => _last.ToString();

    /// <summary>What an artist should know though Blender is content; null: nothing.</summary>
    public string? Note
    {
        get
        {
            var notes = new List<string>();
            if (_notRun.Count > 0)
                notes.Add($"scripts and drivers in this file did not run ({string.Join(", ", _notRun)}); if the picture needs them, the site and this Worker's owner must allow scripts");
            if (_missing.Count > 0)
                notes.Add($"linked files are missing, so things may be missing in the picture: {string.Join(", ", _missing)}");
            return notes.Count == 0 ? null : string.Join("; ", notes) + ".";
        }
    }

    public void Add(string line)
    {
        if (!line.StartsWith("Fra:", StringComparison.Ordinal) && line.Trim() != "Blender quit")
            _last.Add(line);

        if (Saved().Match(line) is { Success: true } saved)
            _files.Add(saved.Groups["path"].Value);
        else if (Skipped().Match(line) is { Success: true } skipped)
        {
            _files.Add(skipped.Groups["path"].Value);
            onStep();
        }
        else if (Time().IsMatch(line))
        {
            if (!_notSaved)
                onStep();
            _notSaved = false;
        }
        else if (ScriptSkipped().Match(line) is { Success: true } script)
            _notRun.Add(script.Groups["name"].Value);
        else if (line.Contains("enable auto-execution to support", StringComparison.Ordinal))
            _notRun.Add("a driver");
        else if (LibraryMissing().Match(line) is { Success: true } library)
            _missing.Add(library.Groups["path"].Value);
        else
            Diagnose(line);
    }

    private void Diagnose(string line)
    {
        if (BlenderDiagnosis.Of(line) is not { } found)
            return;
        Diagnosis ??= found.Advice;
        _notSaved |= found.NotSaved;
        if (found.Hopeless)
            onHopeless();
    }

    // Blender up to 4.5 writes these at the start of a line, later ones after "render |".
    [GeneratedRegex(@"^(.*render\s*\|\s*)?Saved: '(?<path>.+)'", RegexOptions.ExplicitCapture)]
    private static partial Regex Saved();

    [GeneratedRegex(@"^(.*render\s*\|\s*)?[Ss]kipping existing frame ""(?<path>.+)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Skipped();

    [GeneratedRegex(@"^(.*render\s*\|)?\s*Time: \d", RegexOptions.ExplicitCapture)]
    private static partial Regex Time();

    [GeneratedRegex(@"scripts disabled for "".*"", skipping '(?<name>.*)'", RegexOptions.ExplicitCapture)]
    private static partial Regex ScriptSkipped();

    [GeneratedRegex("Cannot find lib '(?<path>.+)'", RegexOptions.ExplicitCapture)]
    private static partial Regex LibraryMissing();
}
