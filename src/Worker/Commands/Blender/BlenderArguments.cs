using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Flamenco.Worker.Configuration;
using Flamenco.Worker.Execution;

namespace Flamenco.Worker.Commands.Blender;

/// <summary>
/// Blender's command line, read as Blender reads it, so that only known and harmless arguments get through. Script execution stays
/// off, unless the site and this Worker's owner both allow it.
/// </summary>
internal static partial class BlenderArguments
{
    /// <summary>Arguments that jobs may use, and how many values follow each.</summary>
    private static readonly FrozenDictionary<string, int> Known = new Dictionary<string, int>
    {
        ["-b"] = 0, ["--background"] = 0, ["-Y"] = 0, ["--disable-autoexec"] = 0, ["--factory-startup"] = 0,
        ["-a"] = 0, ["--render-anim"] = 0, ["-noaudio"] = 0, ["--offline-mode"] = 0,
        ["--disable-crash-handler"] = 0, ["--disable-abort-handler"] = 0,
        ["--log-show-basename"] = 0, ["--log-show-backtrace"] = 0, ["--log-show-timestamp"] = 0,
        ["-S"] = 1, ["--scene"] = 1, ["-f"] = 1, ["--render-frame"] = 1, ["-s"] = 1, ["--frame-start"] = 1, ["-e"] = 1, ["--frame-end"] = 1,
        ["-j"] = 1, ["--frame-jump"] = 1, ["-o"] = 1, ["--render-output"] = 1, ["-E"] = 1, ["--engine"] = 1, ["-t"] = 1, ["--threads"] = 1,
        ["-F"] = 1, ["--render-format"] = 1, ["-x"] = 1, ["--use-extension"] = 1, ["--addons"] = 1, ["--python-expr"] = 1,
        ["--python-exit-code"] = 1, ["--log"] = 1, ["--log-level"] = 1, ["--verbose"] = 1, ["--gpu-backend"] = 1,
    }.ToFrozenDictionary();

    /// <summary>Arguments that run what stands in files.</summary>
    private static readonly FrozenDictionary<string, int> Scripts = new Dictionary<string, int>
    {
        ["-y"] = 0, ["--enable-autoexec"] = 0, ["-P"] = 1, ["--python"] = 1, ["--python-text"] = 1,
    }.ToFrozenDictionary();

    /// <summary>
    /// Blender reads its arguments in several passes and takes a value for an argument when an earlier pass knows it: a scene named
    /// <c>-y</c> switches scripts on. These belong to the last pass, in which values are values.
    /// </summary>
    private static readonly FrozenSet<string> HarmlessAsValues = FrozenSet.Create(
        "-S", "--scene", "-f", "--render-frame", "-s", "--frame-start", "-e", "--frame-end", "-j", "--frame-jump", "-o", "--render-output",
        "-E", "--engine", "-F", "--render-format", "-x", "--use-extension", "--addons", "--python-expr", "-P", "--python", "--python-text");

    /// <summary>One argument with its value, if it has one.</summary>
    internal readonly record struct Argument(string Name, string? Value);

    /// <summary>Checks the arguments on one side of the .blend file.</summary>
    /// <exception cref="CommandFailedException">One of them is not allowed on this Worker.</exception>
    public static IReadOnlyList<Argument> Read(IReadOnlyList<string> words, BlenderOptions options)
    {
        var arguments = new List<Argument>();
        for (var i = 0; i < words.Count && words[i] != "--"; i++)
        {
            var name = words[i];
            var values = Values(name, options);
            if (values == 1 && i + 1 == words.Count)
                throw new CommandFailedException($"Blender's argument {name} lacks its value");
            arguments.Add(new(name, values == 0 ? null : Value(name, words[++i])));
        }

        return arguments;
    }

    /// <summary>The whole command line: always without a window, and without scripts unless they are asked for and allowed.</summary>
    public static IReadOnlyList<string> Line(
        IReadOnlyList<string> executableWords, IReadOnlyList<string> before, string blendFile, IReadOnlyList<string> after, BlenderOptions options)
    {
        List<Argument> all = [.. Read(executableWords, options), .. Read(before, options), .. Read(after, options)];
        List<string> line = [];
        if (!all.Any(argument => argument.Name is "-b" or "--background"))
            line.Add("-b");
        if (!all.Any(argument => argument.Name is "-y" or "--enable-autoexec" or "-Y" or "--disable-autoexec"))
            line.Add("-Y");
        line.AddRange([.. executableWords, .. before]);
        if (blendFile.Length > 0)
            line.Add(blendFile);
        line.AddRange(after);
        return line;
    }

    private static int Values(string name, BlenderOptions options)
    {
        if (Known.TryGetValue(name, out var values))
            return values;
        if (Scripts.TryGetValue(name, out values))
            return options.AllowScripts ? values : throw new CommandFailedException(
                $"this Worker does not run the scripts in files ({name}); its owner can allow it with Blender:AllowScripts");
        if (options.ArgumentsAllowed.Contains(name))
            return 0;
        throw new CommandFailedException(name.StartsWith('-')
            ? $"this Worker does not know Blender's argument {name} as harmless; its owner can allow it with Blender:AllowArguments"
            : $"\"{name}\" stands between Blender's arguments as if it were a file; give only one file, as \"blendfile\"");
    }

    private static string Value(string name, string value) =>
        LooksLikeArgument().IsMatch(value) && !HarmlessAsValues.Contains(value)
            ? throw new CommandFailedException($"Blender would not take \"{value}\" for the value of {name}, but for an argument; give it another name")
            : value;

    [GeneratedRegex("^(-[A-Za-z]{1,8}|--[A-Za-z-]*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex LooksLikeArgument();
}
