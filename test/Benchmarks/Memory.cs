using System.Diagnostics;
using Flamenco.Benchmarks.Roles;

namespace Flamenco.Benchmarks;

/// <summary>
/// What a large queued job costs the Server's memory, and how long its grain takes to wake up; while it does, others are asked about
/// other jobs. Beside it: how long those answers take when nothing wakes up.
/// </summary>
internal static class Memory
{
    public static async Task<int> RunAsync(string store, int tasks, int runs, TextWriter progress, CancellationToken stop)
    {
        await using var farm = await MeasuredFarm.StartAsync(store, stop);
        var other = await farm.SubmitAsync(1, stop);
        await AskWhileAsync(farm, other, () => Task.Delay(TimeSpan.FromSeconds(5), stop), stop);
        var before = await farm.HeapAsync(stop);
        var job = await farm.SubmitAsync(tasks, stop);
        // What a submit leaves for the next beat of the job is done.
        await Task.Delay(TimeSpan.FromSeconds(12), stop);
        var after = await farm.HeapAsync(stop);
        await progress.WriteLineAsync($"heap: {before / 1e6:F1} MB empty, {after / 1e6:F1} MB with {tasks} tasks, so {(double)(after - before) / tasks:F1} bytes a task");

        var quiet = await AskWhileAsync(farm, other, () => Task.Delay(TimeSpan.FromSeconds(3), stop), stop);
        List<double> wakes = [];
        List<double> asked = [];
        for (var run = 1; run <= runs; run++)
        {
            asked.AddRange(await AskWhileAsync(farm, other, async () => wakes.Add(await farm.WakeAsync(job, stop)), stop));
            await progress.WriteLineAsync($"{run}/{runs}: awake after {wakes[^1]:F3} s; others' worst answer so far {asked.Max():F1} ms");
        }

        var awake = await farm.HeapAsync(stop);
        Results.Print(
            "memory",
            new()
            {
                ["bytesPerTask"] = Math.Round((double)(after - before) / tasks, 1),
                ["bytesPerTaskAfterWaking"] = Math.Round((double)(awake - before) / tasks, 1),
                ["wakeSeconds"] = Results.At(wakes, 0.5, digits: 3),
                ["longestWakeSeconds"] = Results.At(wakes, 1, digits: 3),
                ["othersP50Ms"] = Results.At(asked, 0.5),
                ["othersP99Ms"] = Results.At(asked, 0.99),
                ["othersWorstMs"] = Results.At(asked, 1),
                ["heapMb"] = Math.Round(after / 1e6, 1),
                ["siloRssMb"] = farm.Silo.RssMb,
                ["tasks"] = tasks,
                ["runs"] = runs,
            },
            new()
            {
                ["emptyHeapMb"] = Math.Round(before / 1e6, 1),
                ["quietOthersP50Ms"] = Results.At(quiet, 0.5),
                ["quietOthersP99Ms"] = Results.At(quiet, 0.99),
                ["quietOthersWorstMs"] = Results.At(quiet, 1),
            },
            store);
        return 0;
    }

    /// <summary>What answers about another job take while something happens, in milliseconds, one after the other.</summary>
    private static async Task<List<double>> AskWhileAsync(MeasuredFarm farm, Guid other, Func<Task> happens, CancellationToken stop)
    {
        List<double> took = [];
        var happening = happens();
        while (!happening.IsCompleted)
        {
            var began = Stopwatch.GetTimestamp();
            using var answer = await farm.Http.GetAsync(new Uri($"api/v1/jobs/{other}", UriKind.Relative), stop);
            answer.EnsureSuccessStatusCode();
            took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        await happening;
        return took;
    }
}
