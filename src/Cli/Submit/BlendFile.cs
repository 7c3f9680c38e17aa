using System.Diagnostics;
using System.Text.Json;

namespace Flamenco.Cli.Submit;

/// <summary>A .blend on this machine, and a look at what is in it.</summary>
/// <param name="Path">Absolute.</param>
internal sealed record BlendFile(string Path)
{
    private const string FactsMark = "FLAMENCO-SCENE ";

    /// <summary>How the three kinds of .blend begin: plain, gzip (before Blender 3.0) and Zstandard.</summary>
    private static readonly byte[][] Beginnings = [[.. "BLENDER"u8], [0x1F, 0x8B], [0x28, 0xB5, 0x2F, 0xFD]];

    public string Stem => System.IO.Path.GetFileNameWithoutExtension(Path);

    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>Refuses what can be seen to be no .blend without opening Blender.</summary>
    public static BlendFile At(string path)
    {
        var file = new BlendFile(System.IO.Path.GetFullPath(path));
        if (Directory.Exists(file.Path))
            throw CliException.Refused($"{file.Path} is a folder; name the .blend in it.");
        if (!File.Exists(file.Path))
            throw CliException.Refused($"there is no file {file.Path}.");

        var beginning = new byte[8];
        try
        {
            using var stream = File.OpenRead(file.Path);
            _ = stream.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false);
        }
        catch (UnauthorizedAccessException)
        {
            throw CliException.Refused($"you may not read {file.Path}.");
        }

        return Beginnings.Any(known => beginning.AsSpan().StartsWith(known))
            ? file
            : throw CliException.Refused($"{file.Path} is not a Blender file. If it was one, it is damaged: open it in Blender, or take a backup ({file.Stem}.blend1).");
    }

    /// <summary>Opens the file in Blender once, with the file's scripts off, and asks what is in it.</summary>
    public async Task<SceneFacts> LookAsync(string blender, CancellationToken cancellation)
    {
        var script = System.IO.Path.Combine(AppContext.BaseDirectory, "Submit", "look_at_scene.py");
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(blender, ["-b", "-Y", Path, "--python-exit-code", "1", "--python", script])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        process.Start();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            await Task.WhenAll(output, errors);
            await process.WaitForExitAsync(cancellation);
            return Facts(await output) ?? throw CliException.Refused(
                $"Blender can not open {Path}: {Reason(await output, await errors)}\nOpen it in Blender yourself to see more, or take a backup ({Stem}.blend1).");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static SceneFacts? Facts(string output)
    {
        var line = output.Split('\n').FirstOrDefault(line => line.StartsWith(FactsMark, StringComparison.Ordinal));
        return line is null ? null : JsonSerializer.Deserialize(line.AsSpan(FactsMark.Length), SceneJson.Default.SceneFacts);
    }

    /// <summary>Blender says what is wrong in its last line before it says good-bye.</summary>
    private static string Reason(string output, string errors) =>
        $"{output}\n{errors}".Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .LastOrDefault(line => line.Contains("Error", StringComparison.OrdinalIgnoreCase))
        ?? "it gave no reason.";
}
