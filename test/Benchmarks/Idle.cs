using Flamenco.Benchmarks.Load;
using Flamenco.Benchmarks.Roles;

namespace Flamenco.Benchmarks;

/// <summary>What Workers that wait for work cost. Beside it, at the same time: a farm without a Worker.</summary>
internal static class Idle
{
    /// <summary>Signing on is no waiting; and every Worker has waited to the end of an ask once.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(string store, int workers, TimeSpan time, int runs, TextWriter progress, CancellationToken stop)
    {
        await using var farm = await MeasuredFarm.StartAsync(store, stop);
        await using var empty = await MeasuredFarm.StartAsync(store, stop);
        await using var load = new LoadGenerator();
        await progress.WriteLineAsync($"registering {workers} Workers");
        await load.RegisterAsync(farm, workers, stop);

        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // A little longer than it is measured, so that its end is not.
        var waiting = load.RunAsync(WarmUp, (runs * time) + TimeSpan.FromSeconds(5), () => began.TrySetResult(), stop);
        await await Task.WhenAny(began.Task, waiting);

        List<CpuSample> busy = [];
        List<CpuSample> quiet = [];
        for (var run = 1; run <= runs; run++)
        {
            var (before, emptyBefore) = (farm.Cpu(), empty.Cpu());
            await Task.Delay(time, stop);
            busy.Add(farm.Cpu() - before);
            quiet.Add(empty.Cpu() - emptyBefore);
            await progress.WriteLineAsync(
                $"{run}/{runs}: Server {Cores(busy[^1].Silo)} of a core, Manager {Cores(busy[^1].Manager)}; without Workers {Cores(quiet[^1].Silo)} and {Cores(quiet[^1].Manager)}");
        }

        var managerRss = farm.Manager.RssMb;
        var siloRss = farm.Silo.RssMb;
        await waiting;
        Results.Print(
            "idle",
            new()
            {
                ["siloCores"] = Mean(busy, sample => sample.Silo),
                ["managerCores"] = Mean(busy, sample => sample.Manager),
                ["databaseCores"] = Mean(busy, sample => sample.Database),
                ["managerRssMb"] = managerRss,
                ["siloRssMb"] = siloRss,
                ["workers"] = workers,
                ["runs"] = runs,
            },
            new()
            {
                ["emptySiloCores"] = Mean(quiet, sample => sample.Silo),
                ["emptyManagerCores"] = Mean(quiet, sample => sample.Manager),
                ["emptyDatabaseCores"] = Mean(quiet, sample => sample.Database),
                ["emptyManagerRssMb"] = empty.Manager.RssMb,
            },
            store);
        return 0;

        double Cores(double micros) => Math.Round(micros / time.TotalMicroseconds, 4);

        // Not the median: Workers that signed on together ask again together, and a run may miss that.
        double Mean(List<CpuSample> samples, Func<CpuSample, double> of) => Math.Round(samples.Average(sample => Cores(of(sample))), 4);
    }
}
