using System.Text.Json;

namespace Flamenco.Site.Tests.Gateway.Harness;

/// <summary>Jobs as the add-on submits them.</summary>
internal static class Jobs
{
    /// <param name="message">What the first task says.</param>
    /// <param name="more">Tasks that wait for the first.</param>
    public static string Echo(string message = "hello", int more = 0) =>
        $$"""
        {
          "name": "a try", "type": "echo-sleep-test", "priority": 50, "submitter_platform": "linux", "metadata": {},
          "settings": { "message": {{JsonSerializer.Serialize(message)}}, "sleep_duration_seconds": 0, "sleep_repeats": {{more}} },
          "initial_status": "queued"
        }
        """;

    public const string Blender =
        """
        {
          "name": "a shot", "type": "simple-blender-render", "priority": 50, "submitter_platform": "linux", "metadata": { "project": "x" },
          "settings": {
            "frames": "1-30,47", "chunk_size": 3, "render_output_root": "/render", "add_path_components": 0,
            "render_output_path": "/render/x/{timestamp}/######", "blendfile": "dummy-for-job-check.blend", "fps": 24, "format": "PNG",
            "image_file_extension": ".png", "has_previews": false, "scene": "Scene"
          },
          "type_etag": "", "initial_status": "queued", "worker_tag": "", "storage": { "shaman_checkout_id": "x" }
        }
        """;
}
