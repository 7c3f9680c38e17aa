using Flamenco.Worker.Configuration;
using Flamenco.Worker.Execution;
using Microsoft.Extensions.Options;

namespace Flamenco.Worker.Machine;

/// <summary>Which programs of this machine a task may start, and where they are. Looked up once.</summary>
internal sealed class Programs
{
    private readonly Dictionary<string, string?> _aliases;
    private readonly IReadOnlyList<string> _exec;

    public Programs(IOptions<ProgramOptions> options)
    {
        _exec = options.Value.ExecAllowed;
        _aliases = new()
        {
            ["blender"] = Find(options.Value.Blender, "blender"),
            ["ffmpeg"] = Find(options.Value.Ffmpeg, "ffmpeg"),
            ["ffprobe"] = Find(options.Value.Ffprobe, "ffprobe"),
        };
    }

    public string? Blender => _aliases["blender"];

    public string? Ffmpeg => _aliases["ffmpeg"];

    public string? Ffprobe => _aliases["ffprobe"];

    /// <summary>
    /// The program behind what a command names: an alias means this Worker's own; an absolute path, which comes from the site's
    /// variables, must be a program of that kind.
    /// </summary>
    /// <exception cref="CommandFailedException">It is neither, or not there.</exception>
    public string Resolve(string alias, string named)
    {
        if (named == alias || named == alias + ".exe")
            return _aliases[alias] ?? throw new CommandFailedException(
                $"there is no {alias} on this Worker's machine; install the package \"{alias}\" or set Executables:{Capitalized(alias)} in the Worker's configuration");

        if (!Path.IsPathFullyQualified(named) || !Path.GetFileName(named).StartsWith(alias, StringComparison.OrdinalIgnoreCase))
            throw new CommandFailedException(
                $"this Worker does not run \"{named}\" as {alias}: it must be \"{alias}\" or the absolute path of a program whose name begins so");

        return File.Exists(named) ? named : throw new CommandFailedException(
            $"{named} does not exist on this Worker's machine; correct the site's variable for it, or install it there");
    }

    /// <summary>The program that the <c>exec</c> command names, if this Worker's owner has listed it.</summary>
    /// <exception cref="CommandFailedException">It is not listed, or not there.</exception>
    public string ResolveExec(string named)
    {
        var allowed = _exec.FirstOrDefault(path => path == named || Path.GetFileName(path) == named)
            ?? throw new CommandFailedException(
                $"this Worker does not run \"{named}\"; its owner must list the program in Executables:Exec of the Worker's configuration");
        return File.Exists(allowed) ? allowed : throw new CommandFailedException($"{allowed} does not exist on this Worker's machine");
    }

    private static string? Find(string configured, string name) =>
        configured.Length > 0
            ? Path.GetFullPath(configured)
            : (Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                .Select(folder => Path.Combine(folder, name))
                .FirstOrDefault(File.Exists);

    private static string Capitalized(string alias) => char.ToUpperInvariant(alias[0]) + alias[1..];
}
