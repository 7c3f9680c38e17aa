using Flamenco.Worker.Configuration;
using Flamenco.Worker.Execution;
using Flamenco.Worker.Frames;
using Flamenco.Worker.Machine;
using Microsoft.Extensions.Options;

namespace Flamenco.Worker.Commands.Blender;

/// <summary>
/// <c>blender-render {exe, exeArgs, argsBefore, blendfile, args}</c>: renders, and looks at every frame. Broken frames that Blender
/// would skip because they exist are removed before; after it, each expected frame must be there and whole, whatever Blender said.
/// </summary>
internal sealed class BlenderRenderCommand(Programs programs, FrameCheck check, IOptions<BlenderOptions> options) : IWorkerCommand
{
    private const int NamedFrames = 10;

    public string Name => "blender-render";

    public async Task<string?> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        var parameters = context.Parameters;
        var executable = programs.Resolve("blender", parameters.Text("exe"));
        var after = parameters.List("args");
        var blendFile = parameters.TextOrEmpty("blendfile");
        if (blendFile.Length > 0 && !Path.IsPathFullyQualified(blendFile))
            throw parameters.Wrong("blendfile", $"must be an absolute path, it is \"{blendFile}\"");
        var line = BlenderArguments.Line(
            ShellWords.Split(parameters.OptionalText("exeArgs")), parameters.List("argsBefore"), blendFile, after, options.Value);
        var expected = OutputPaths.Predict(BlenderArguments.Read(after, options.Value), blendFile);

        if (expected is not null)
            await RemoveBrokenAsync(context, expected, cancellation);

        var log = await RenderAsync(context, executable, line, cancellation);
        await VerifyAsync(context, expected, log, cancellation);
        return log.Note;
    }

    private async Task RemoveBrokenAsync(CommandContext context, IReadOnlyList<FrameFile> expected, CancellationToken cancellation)
    {
        string[] existing = [.. expected.Select(frame => frame.Path).Where(File.Exists)];
        var verdicts = await check.CheckAsync(context, existing, cancellation);
        foreach (var (path, verdict) in existing.Zip(verdicts).Where(pair => !pair.Second.IsWhole))
        {
            try
            {
                File.Delete(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new CommandFailedException($"the frame {path} is broken ({verdict.Problem}) and can not be removed: {e.Message}");
            }

            context.Report.Log($"-- removed broken frame {path}: {verdict.Problem}");
        }
    }

    private static async Task<BlenderLog> RenderAsync(
        CommandContext context, string executable, IReadOnlyList<string> line, CancellationToken cancellation)
    {
        using var hopeless = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var log = new BlenderLog(context.Report.Step, hopeless.Cancel);
        try
        {
            var code = await context.RunProcessAsync(executable, line, log.Add, hopeless.Token);
            return code == 0 ? log : throw new CommandFailedException(Explain(log, Ending.Describe(executable, code)));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CommandFailedException(Explain(log, "Blender was stopped before it could render wrong pictures"));
        }
    }

    private async Task VerifyAsync(
        CommandContext context, IReadOnlyList<FrameFile>? expected, BlenderLog log, CancellationToken cancellation)
    {
        string[] named = [.. log.Files.Distinct()];
        if (expected is null && named.Length == 0 && context.Steps == 0)
            return;

        var frames = expected ?? [.. named.Select((path, i) => new FrameFile(i, path))];
        // A file of several views, or with its extension switched off, has other names than the arguments tell.
        if (named.Length >= frames.Count && !frames.Any(frame => File.Exists(frame.Path)))
            frames = [.. named.Select((path, i) => new FrameFile(i, path))];
        if (frames.Count == 0)
            throw new CommandFailedException(Explain(log, "Blender ended without an error, but saved no picture"));

        var verdicts = await check.CheckAsync(context, [.. frames.Select(frame => frame.Path)], cancellation);
        string[] broken =
        [
            .. frames.Zip(verdicts).Where(pair => !pair.Second.IsWhole)
                .Select(pair => $"{pair.First.Path} ({pair.Second.Problem})"),
        ];
        if (broken.Length == 0)
            return;

        var more = broken.Length > NamedFrames ? $" and {broken.Length - NamedFrames} more" : "";
        throw new CommandFailedException(Explain(
            log, $"Blender ended without an error, but {broken.Length} of {frames.Count} frames are missing or broken: {string.Join(", ", broken.Take(NamedFrames))}{more}"));
    }

    private static string Explain(BlenderLog log, string ending) =>
        log.Diagnosis is { } diagnosis
            ? $"{char.ToUpperInvariant(diagnosis[0])}{diagnosis[1..]} ({ending}.) {log.LastLines}"
            : $"{ending}. {log.LastLines}";
}
