namespace Flamenco.Benchmarks;

/// <summary>
/// How many tasks a farm hands out and takes back: Workers that ask for a task and report it completed, over HTTP to a Manager,
/// both durable. Beside it, by turns: the same system in memory, and an endpoint that does nothing.
/// </summary>
internal static class Dispatch
{
    /// <summary>The first time the runtime still compiles what it has found to be hot.</summary>
    private static readonly TimeSpan FirstWarmUp = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    public static async Task<int> RunAsync(string store, int workers, TimeSpan time, int runs, bool baselines, TextWriter progress, CancellationToken stop)
    {
        await using var thing = await DispatchTarget.FarmAsync(store, workers, stop);
        await using var memory = !baselines || store == "memory" ? null : await DispatchTarget.FarmAsync("memory", workers, stop);
        await using var bare = baselines ? await DispatchTarget.NothingAsync(workers, stop) : null;
        DispatchTarget?[] all = [thing, memory, bare];
        for (var run = 1; run <= runs; run++)
        {
            foreach (var target in all.OfType<DispatchTarget>())
            {
                var measured = await target.RunAsync(run == 1 ? FirstWarmUp : WarmUp, time, stop);
                await progress.WriteLineAsync($"{run}/{runs} {target.Name}: {measured}");
            }
        }

        var metrics = new Dictionary<string, double>
        {
            ["cyclesPerSecond"] = thing.Median(run => run.CyclesPerSecond),
            ["askP50Ms"] = thing.Median(run => run.Load.Asks.P50),
            ["askP99Ms"] = thing.Median(run => run.Load.Asks.P99),
            ["updateP99Ms"] = thing.Median(run => run.Load.Updates.P99),
            ["cpuMicrosPerCycle"] = thing.Median(run => run.Micros(run.Cpu.Ours)),
            ["siloMicrosPerCycle"] = thing.Median(run => run.Micros(run.Cpu.Silo)),
            ["managerMicrosPerCycle"] = thing.Median(run => run.Micros(run.Cpu.Manager)),
            ["databaseMicrosPerCycle"] = thing.Median(run => run.Micros(run.Cpu.Database)),
            ["loadMicrosPerCycle"] = thing.Median(run => run.Micros(run.LoadCpu)),
            ["updateP50Ms"] = thing.Median(run => run.Load.Updates.P50),
            ["askWorstMs"] = thing.Median(run => run.Load.Asks.Worst),
            ["lowestCyclesPerSecond"] = thing.Runs.Min(run => run.CyclesPerSecond),
            ["highestCyclesPerSecond"] = thing.Runs.Max(run => run.CyclesPerSecond),
            ["siloRssMb"] = thing.Farm!.Silo.RssMb,
            ["managerRssMb"] = thing.Farm.Manager.RssMb,
            ["workers"] = workers,
            ["runs"] = runs,
        };
        Dictionary<string, double> baseline = [];
        if (bare is not null)
        {
            var inMemory = memory ?? thing;
            baseline["memoryCyclesPerSecond"] = inMemory.Median(run => run.CyclesPerSecond);
            baseline["memoryCpuMicrosPerCycle"] = inMemory.Median(run => run.Micros(run.Cpu.Ours));
            baseline["bareHttpCyclesPerSecond"] = bare.Median(run => run.CyclesPerSecond);
            baseline["bareHttpCpuMicrosPerCycle"] = bare.Median(run => run.Micros(run.Cpu.Ours));
            baseline["bareHttpLoadMicrosPerCycle"] = bare.Median(run => run.Micros(run.LoadCpu));
            metrics["ofMemory"] = Math.Round(metrics["cyclesPerSecond"] / baseline["memoryCyclesPerSecond"], 3);
        }

        Results.Print("dispatch", metrics, baseline, store);
        return 0;
    }
}
