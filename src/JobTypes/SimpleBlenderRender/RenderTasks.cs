using System.Text.Json.Nodes;
using Flamenco.Domain.Compiling;
using Flamenco.Domain.Frames;
using Flamenco.Domain.Tasks;

namespace Flamenco.JobTypes.SimpleBlenderRender;

/// <summary>One task a chunk of frames.</summary>
internal static class RenderTasks
{
    private const string TaskType = "blender";
    private const int Priority = 50;

    /// <summary>Frames that exist are skipped, so that a requeued task goes on where it was; nothing half-written poses as a frame.</summary>
    private const string RenderSettings =
        "import bpy; r = bpy.context.scene.render; r.use_file_extension = True; r.use_overwrite = False; r.use_placeholder = False";

    public static IReadOnlyList<CompiledTask> Of(Shot shot) =>
        [.. shot.Frames.Chunks(shot.ChunkSize).Select((chunk, index) => Render(shot, chunk, (uint)index + 1))];

    private static CompiledTask Render(Shot shot, FrameRange chunk, uint number)
    {
        var frames = chunk.ToString();
        return new CompiledTask(number, $"render-{frames}", TaskType, Priority, [Command(shot, frames, chunk.Count)], []);
    }

    private static TaskCommand Command(Shot shot, string frames, int count) => Parameters.Command(
        "blender-render",
        new JsonObject
        {
            ["exe"] = "{blender}",
            ["exeArgs"] = "{blenderArgs}",
            ["argsBefore"] = Parameters.List(),
            ["blendfile"] = shot.BlendFile.Text,
            ["args"] = Arguments(shot, frames),
        },
        count);

    private static JsonArray Arguments(Shot shot, string frames)
    {
        var arguments = shot.Scene is null ? Parameters.List() : Parameters.List("--scene", shot.Scene);
        foreach (var argument in (ReadOnlySpan<string>)
        [
            "--python-expr", RenderSettings,
            "--render-output", shot.Output.Beside(shot.Output.FileName),
            "--render-format", shot.Format,
            "--render-frame", frames.Replace("-", "..", StringComparison.Ordinal),
        ])
            arguments.Add((JsonNode)argument);
        return arguments;
    }
}
