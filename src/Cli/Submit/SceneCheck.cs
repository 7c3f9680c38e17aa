namespace Flamenco.Cli.Submit;

/// <summary>What keeps a scene from rendering, and what only looks suspicious; in an artist's words.</summary>
internal static class SceneCheck
{
    /// <summary>Null: nothing speaks against rendering it.</summary>
    /// <param name="scene">What Blender said.</param>
    /// <param name="formatGiven">Was another image format given by hand?</param>
    /// <param name="framesGiven">Were other frames than the scene's given by hand?</param>
    public static string? Obstacle(SceneFacts scene, bool formatGiven, bool framesGiven)
    {
        if (scene.IsMovie && !formatGiven)
            return $"""
                the scene "{scene.Scene}" is set to write a movie ({scene.Format}), but a farm renders single frames, many at a time.
                In Blender choose Output Properties > Output > File Format > PNG (or OpenEXR), save, and submit again.
                The farm makes the preview video from the frames by itself.
                """;

        if (!scene.CanSee)
            return $"""
                the scene "{scene.Scene}" has no camera, so there is nothing to see.
                Add one (Add > Camera), or choose it in Scene Properties > Camera, save, and submit again.
                """;

        if (scene.LacksDenoiser)
            return $"""
                the scene "{scene.Scene}" is denoised when it is rendered, but this Blender ({scene.Blender}) was built without the denoiser and would render nothing.
                Switch off Render Properties > Sampling > Render > Denoise, save, and submit again; or name the farm's Blender with --blender PATH.
                """;

        return scene.FirstFrame < 0 && !framesGiven
            ? $"the scene \"{scene.Scene}\" begins at frame {scene.FirstFrame}; frames below 0 can not be rendered here. Give others with --frames, for example --frames 0-{Math.Max(0, scene.LastFrame)}."
            : null;
    }

    public static IEnumerable<string> Warnings(SceneFacts scene)
    {
        if (scene.MissingLibraries.Count > 0)
            yield return $"linked files are missing; what they hold will not be in the picture: {Some(scene.MissingLibraries)}";
        if (scene.MissingImages.Count > 0)
            yield return $"images are missing; they will be pink or black: {Some(scene.MissingImages)}";
    }

    private static string Some(IReadOnlyList<string> paths)
    {
        const int shown = 5;
        var list = string.Join(", ", paths.Take(shown));
        return paths.Count > shown ? $"{list} and {paths.Count - shown} more" : list;
    }
}
