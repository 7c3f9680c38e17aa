using System.Text.Json;
using Flamenco.Contracts.Server;
using Flamenco.Contracts.Site;

namespace Flamenco.EndToEnd.Harness;

/// <summary>What the fake Server knows.</summary>
internal static class Samples
{
    public static AvailableJobType SimpleBlenderRender { get; } = new()
    {
        Name = "simple-blender-render",
        Label = "Simple Blender Render",
        Etag = "1",
        Settings =
        [
            Setting("frames", "string", required: true),
            Setting("chunk_size", "int32") with { Default = JsonSerializer.SerializeToElement(1) },
            Setting("render_output_root", "string", required: true),
            Setting("add_path_components", "int32", required: true) with { Default = JsonSerializer.SerializeToElement(0) },
            Setting("render_output_path", "string") with { Eval = "…" },
            Setting("blendfile", "string", required: true),
            Setting("fps", "float") with { Eval = "…" },
            Setting("format", "string", required: true),
            Setting("image_file_extension", "string", required: true),
            Setting("has_previews", "bool") with { Eval = "…" },
            Setting("scene", "string", required: true),
        ],
    };

    public static AvailableJobType EchoSleepTest { get; } = new()
    {
        Name = "echo-sleep-test",
        Label = "Echo Sleep Test",
        Etag = "1",
        Settings =
        [
            Setting("message", "string", required: true),
            Setting("sleep_duration_seconds", "int32") with { Default = JsonSerializer.SerializeToElement(1) },
        ],
    };

    public static Job AJob(string status, int done = 0, int frames = 0, string name = "shot") => new()
    {
        Id = Guid.Parse("0198c0de-0000-8000-8000-000000000000"),
        Name = name,
        Type = "simple-blender-render",
        Priority = 50,
        SubmitterPlatform = "",
        Created = DateTimeOffset.UnixEpoch,
        Updated = DateTimeOffset.UnixEpoch.AddSeconds(7),
        Status = status,
        Activity = $"is {status}",
        StepsCompleted = done,
        StepsTotal = frames,
        StepsByType = new Dictionary<string, StepCount> { ["blender"] = new() { Completed = done, Total = frames } },
        TaskCounts = new Dictionary<string, int> { ["completed"] = 1, ["queued"] = 2 },
    };

    public static JobDeletion ADeletion { get; } = new()
    {
        Id = Guid.Parse("0198c0de-0000-8000-8000-000000000000"),
        Name = "shot",
        Tasks = 13,
        RunningTasks = 1,
        StepsCompleted = 3,
        StepsTotal = 24,
        ShamanCheckout = false,
        Stays = ["frames on disk"],
    };

    public static RenderTask ATask(object? id) => new()
    {
        Id = Guid.Parse((string)id!),
        JobId = AJob("active").Id,
        Created = DateTimeOffset.UnixEpoch,
        Updated = DateTimeOffset.UnixEpoch,
        IndexInJob = 1,
        Name = "render-1-6",
        Status = "completed",
        Priority = 50,
        TaskType = "blender",
        Activity = "",
        Commands = [],
        StepsCompleted = 0,
        StepsTotal = 6,
    };

    private static AvailableJobSetting Setting(string key, string type, bool required = false) =>
        new() { Key = key, Type = type, Required = required };
}
