using System.Text.Json.Serialization;

namespace Flamenco.Cli.Submit;

/// <summary>What a .blend says about itself, as <c>look_at_scene.py</c> prints it.</summary>
internal sealed record SceneFacts
{
    /// <summary>The version of the Blender that looked.</summary>
    public required string Blender { get; init; }

    public required string Scene { get; init; }

    public required int FirstFrame { get; init; }

    public required int LastFrame { get; init; }

    /// <summary>Every how many frames one is rendered. From 1.</summary>
    public required int FrameStep { get; init; }

    /// <summary>Blender's name for the image format, for example <c>PNG</c>.</summary>
    public required string Format { get; init; }

    /// <summary>With its dot.</summary>
    public required string Extension { get; init; }

    public required bool IsMovie { get; init; }

    /// <summary>Frames a second; may be broken, as 23.976.</summary>
    public required double Fps { get; init; }

    /// <summary>Does Blender save a JPEG beside each EXR?</summary>
    public required bool HasPreviews { get; init; }

    /// <summary>Is there a camera, or something that makes pictures without one?</summary>
    public required bool CanSee { get; init; }

    /// <summary>Is denoising on that this Blender can not do?</summary>
    public required bool LacksDenoiser { get; init; }

    public required IReadOnlyList<string> MissingLibraries { get; init; }

    public required IReadOnlyList<string> MissingImages { get; init; }

    /// <summary>The scene's own frames, as a frame range.</summary>
    public string Frames
    {
        get
        {
            if (FirstFrame == LastFrame)
                return FirstFrame.ToString();
            if (FrameStep == 1)
                return $"{FirstFrame}-{LastFrame}";

            var count = (LastFrame - FirstFrame) / FrameStep + 1;
            return string.Join(',', Enumerable.Range(0, count).Select(step => FirstFrame + step * FrameStep));
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SceneFacts))]
internal sealed partial class SceneJson : JsonSerializerContext;
