using System.Diagnostics;
using Flamenco.Benchmarks.Load;
using Flamenco.Benchmarks.Roles;

namespace Flamenco.Benchmarks;

/// <summary>
/// Many Workers at once after their Manager was killed: each reports the task that it holds and asks for the next one, and repeats
/// that until it is answered, as ours do. Counted from when the new Manager listens until the last Worker has its task.
/// </summary>
internal static class Herd
{
    public static async Task<int> RunAsync(string store, int workers, int runs, TextWriter progress, CancellationToken stop)
    {
        await using var farm = await MeasuredFarm.StartAsync(store, stop);
        await using var load = new LoadGenerator();
        await progress.WriteLineAsync($"registering {workers} Workers");
        await load.RegisterAsync(farm, workers, stop);
        await farm.SubmitAsync(workers * ((2 * runs) + 1), stop);

        List<double> served = [];
        List<double> downs = [];
        var lost = 0;
        var tries = 0;
        for (var run = 1; run <= runs; run++)
        {
            await load.HoldAsync(stop);
            var killed = Stopwatch.GetTimestamp();
            await farm.KillManagerAsync();
            var returned = load.ReturnAsync(stop);
            await farm.StartManagerAsync(stop);
            var ready = Stopwatch.GetTimestamp();
            var result = await returned;
            served.Add(Stopwatch.GetElapsedTime(ready, result.LastServed).TotalSeconds);
            downs.Add(Stopwatch.GetElapsedTime(killed, ready).TotalSeconds);
            lost += result.Lost + await NotAwakeAsync(farm, stop);
            tries += result.Tries;
            await progress.WriteLineAsync($"{run}/{runs}: the Manager was away for {downs[^1]:F1} s, the last was served {served[^1]:F1} s after, {result.Lost} taken for lost, {result.Tries} requests repeated");
        }

        Results.Print(
            "herd",
            new()
            {
                ["servedSeconds"] = Results.At(served, 0.5),
                ["longestServedSeconds"] = Results.At(served, 1),
                ["leasesLost"] = lost,
                ["managerAwaySeconds"] = Results.At(downs, 0.5),
                ["requestsRepeated"] = (double)tries / runs,
                ["managerRssMb"] = farm.Manager.RssMb,
                ["workers"] = workers,
                ["runs"] = runs,
            },
            [],
            store);
        return 0;
    }

    private static async Task<int> NotAwakeAsync(MeasuredFarm farm, CancellationToken stop)
    {
        var count = 0;
        await foreach (var worker in farm.WorkersAsync(stop))
            count += worker.GetProperty("status").GetString() == "awake" ? 0 : 1;
        return count;
    }
}
