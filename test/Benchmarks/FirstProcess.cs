using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Flamenco.Contracts.Server;
using Flamenco.Contracts.Site;

namespace Flamenco.Benchmarks;

/// <summary>
/// How soon a submitted job runs. The "Blender" of this farm is a script that writes down when it was started. The baseline
/// is the same script, started directly: what any farm must pay.
/// </summary>
internal static class FirstProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(int repeats, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("flamenco-bench-").FullName;
        try
        {
            var stamp = Path.Combine(folder, "stamp");
            var blender = Path.Combine(folder, "blender-stamp");
            await File.WriteAllTextAsync(blender, $"#!/bin/sh\ndate +%s%N > '{stamp}.new' && mv '{stamp}.new' '{stamp}'\n", stop);
            File.SetUnixFileMode(blender, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var scene = Path.Combine(folder, "scene.blend");
            await File.WriteAllTextAsync(scene, "BLENDER", stop);

            await using var farm = await Farm.StartAsync(folder, ("FLAMENCO_Executables__blender", blender), stop);
            var farms = new List<double>();
            var alone = new List<double>();
            for (var repeat = -2; repeat < repeats; repeat++)
            {
                var started = await SubmitAsync(farm.Server, scene, folder, stamp, stop);
                var spawned = await SpawnAsync(blender, stamp, stop);
                if (repeat < 0)
                    continue;
                farms.Add(started);
                alone.Add(spawned);
            }

            Results.Print("first-process", new() { ["startP50Ms"] = Results.At(farms, 0.5), ["startP99Ms"] = Results.At(farms, 0.99), ["repeats"] = repeats },
                new() { ["spawnP50Ms"] = Results.At(alone, 0.5), ["spawnP99Ms"] = Results.At(alone, 0.99) });
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<double> SubmitAsync(ServerApi server, string scene, string folder, string stamp, CancellationToken stop)
    {
        File.Delete(stamp);
        var job = await server.SubmitAsync(Job(scene, folder), Guid.NewGuid().ToString(), stop);
        var answered = NanosecondsNow();
        var started = await StampAsync(stamp, stop);

        // The farm is idle again when the job has ended: its one task fails, for no frame appeared.
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while ((await server.JobAsync(job.Id, stop)).Status is not "failed")
            await beat.WaitForNextTickAsync(stop);
        await beat.WaitForNextTickAsync(stop);
        return Math.Max(0, (started - answered) / 1e6);
    }

    private static async Task<double> SpawnAsync(string blender, string stamp, CancellationToken stop)
    {
        File.Delete(stamp);
        var before = NanosecondsNow();
        using var process = Process.Start(new ProcessStartInfo(blender) { UseShellExecute = false })!;
        await process.WaitForExitAsync(stop);
        return (await StampAsync(stamp, stop) - before) / 1e6;
    }

    private static async Task<long> StampAsync(string stamp, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Patience);
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!File.Exists(stamp))
            await beat.WaitForNextTickAsync(limit.Token);
        return long.Parse((await File.ReadAllTextAsync(stamp, stop)).Trim(), CultureInfo.InvariantCulture);
    }

    private static long NanosecondsNow() => (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;

    private static SubmittedJob Job(string scene, string folder) => new()
    {
        Name = "first process",
        Type = "simple-blender-render",
        Settings = new Dictionary<string, JsonElement>
        {
            ["frames"] = JsonSerializer.SerializeToElement("1"),
            ["chunk_size"] = JsonSerializer.SerializeToElement(1),
            ["render_output_root"] = JsonSerializer.SerializeToElement(folder),
            ["add_path_components"] = JsonSerializer.SerializeToElement(0),
            ["render_output_path"] = JsonSerializer.SerializeToElement(Path.Combine(folder, "frames", "######")),
            ["blendfile"] = JsonSerializer.SerializeToElement(scene),
            ["fps"] = JsonSerializer.SerializeToElement(24.0),
            ["format"] = JsonSerializer.SerializeToElement("PNG"),
            ["image_file_extension"] = JsonSerializer.SerializeToElement(".png"),
            ["has_previews"] = JsonSerializer.SerializeToElement(false),
        },
    };
}
