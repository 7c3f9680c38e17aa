using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Flamenco.Benchmarks;

/// <summary>
/// What others notice while a large job is submitted, canceled, requeued and deleted: the time that ordinary requests take, one
/// after the other in a few clients. The baseline is the same on the same farm with nothing large going on.
/// </summary>
internal static class Bulk
{
    private const int Clients = 4;
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    public static async Task<int> RunAsync(int tasks, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("flamenco-bench-").FullName;
        try
        {
            await using var farm = await Farm.StartAsync(folder, ("FLAMENCO_Jobs__FailJobAtPercent", "100"), stop);
            await WithOthersAsync(farm, Warmed, stop);
            var quiet = await WithOthersAsync(farm, () => Task.Delay(Quiet, stop), stop);
            var phases = new Dictionary<string, double>();
            var busy = await WithOthersAsync(farm, () => RunAsync(farm, tasks, phases, stop), stop);

            Results.Print("bulk", Metrics(busy, phases, tasks), Metrics(quiet, [], tasks: 0));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        Task Warmed() => Task.Delay(TimeSpan.FromSeconds(5), stop);
    }

    private static async Task RunAsync(Farm farm, int tasks, Dictionary<string, double> phases, CancellationToken stop)
    {
        var job = "";
        await PhaseAsync("submit", async () =>
        {
            using var answer = await farm.Http.PostAsJsonAsync("api/v1/jobs", Large(tasks), stop);
            answer.EnsureSuccessStatusCode();
            job = (await answer.Content.ReadFromJsonAsync<JsonElement>(stop)).GetProperty("id").GetString()!;
        });
        await PhaseAsync("cancel", () => CommandAsync("cancel", "cancel-requested"));
        await PhaseAsync("requeue", () => CommandAsync("requeue?what=all", "requeueing"));
        await PhaseAsync("delete", async () =>
        {
            using var answer = await farm.Http.DeleteAsync(new Uri($"api/v1/jobs/{job}", UriKind.Relative), stop);
            answer.EnsureSuccessStatusCode();
            await farm.UntilEmptyAsync(stop);
        });

        async Task PhaseAsync(string name, Func<Task> run)
        {
            var began = Stopwatch.GetTimestamp();
            await run();
            phases[$"{name}Seconds"] = Math.Round(Stopwatch.GetElapsedTime(began).TotalSeconds, 2);
        }

        async Task CommandAsync(string command, string meanwhile)
        {
            using var answer = await farm.Http.PostAsync(new Uri($"api/v1/jobs/{job}/{command}", UriKind.Relative), content: null, stop);
            answer.EnsureSuccessStatusCode();
            using var beat = new PeriodicTimer(Beat);
            while ((await farm.Http.GetFromJsonAsync<JsonElement>($"api/v1/jobs/{job}", stop)).GetProperty("status").GetString() == meanwhile)
                await beat.WaitForNextTickAsync(stop);
        }
    }

    /// <summary>Others at work while something happens: what each kind of request took, in milliseconds.</summary>
    private static async Task<Dictionary<string, List<double>>> WithOthersAsync(Farm farm, Func<Task> happens, CancellationToken stop)
    {
        var took = new ConcurrentDictionary<string, ConcurrentBag<double>>();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var others = Enumerable.Range(0, Clients).Select(_ => OtherAsync()).ToList();
        try
        {
            await happens();
        }
        finally
        {
            await over.CancelAsync();
            await Task.WhenAll(others);
        }

        return took.ToDictionary(kind => kind.Key, kind => kind.Value.ToList());

        async Task OtherAsync()
        {
            while (!over.IsCancellationRequested)
            {
                using var answer = await TimedAsync("submit", () => farm.Http.PostAsJsonAsync("api/v1/jobs", Small(), stop));
                var job = (await answer.Content.ReadFromJsonAsync<JsonElement>(stop)).GetProperty("id").GetString();
                (await TimedAsync("get", () => farm.Http.GetAsync(new Uri($"api/v1/jobs/{job}", UriKind.Relative), stop))).Dispose();
                (await TimedAsync("list", () => farm.Http.GetAsync(new Uri("api/v1/jobs?limit=20", UriKind.Relative), stop))).Dispose();
                (await TimedAsync("cancel", () => farm.Http.PostAsync(new Uri($"api/v1/jobs/{job}/cancel", UriKind.Relative), content: null, stop), mayConflict: true)).Dispose();
                (await TimedAsync("delete", () => farm.Http.DeleteAsync(new Uri($"api/v1/jobs/{job}", UriKind.Relative), stop))).Dispose();
            }
        }

        async Task<HttpResponseMessage> TimedAsync(string kind, Func<Task<HttpResponseMessage>> request, bool mayConflict = false)
        {
            var began = Stopwatch.GetTimestamp();
            var answer = await request();
            took.GetOrAdd(kind, _ => []).Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            if (!(mayConflict && answer.StatusCode is System.Net.HttpStatusCode.Conflict))
                answer.EnsureSuccessStatusCode();
            return answer;
        }
    }

    private static Dictionary<string, double> Metrics(Dictionary<string, List<double>> took, Dictionary<string, double> phases, int tasks)
    {
        var all = took.Values.SelectMany(times => times).ToList();
        var metrics = new Dictionary<string, double>(phases)
        {
            ["requests"] = all.Count,
            ["p50Ms"] = Results.At(all, 0.5),
            ["p99Ms"] = Results.At(all, 0.99),
            ["worstMs"] = Results.At(all, 1),
        };
        if (tasks > 0)
            metrics["tasks"] = tasks;
        foreach (var (kind, times) in took.OrderBy(kind => kind.Key, StringComparer.Ordinal))
            metrics[$"{kind}P99Ms"] = Results.At(times, 0.99);
        return metrics;
    }

    private static object Small() => new
    {
        name = "small",
        type = "echo-sleep-test",
        priority = 50,
        settings = new { message = "hello", sleep_repeats = 2, sleep_duration_seconds = 0 },
    };

    private static object Large(int tasks) => new
    {
        name = "large",
        type = "simple-blender-render",
        priority = 40,
        initial_status = "paused",
        settings = new
        {
            frames = $"1-{tasks}",
            chunk_size = 1,
            render_output_root = "/render",
            add_path_components = 0,
            render_output_path = "/render/large/######",
            blendfile = "/shot.blend",
            fps = 24.0,
            format = "OPEN_EXR",
            image_file_extension = ".exr",
            has_previews = false,
        },
    };
}
