namespace Flamenco.Benchmarks;

/// <summary>
/// Does the queue's length matter, or into how many jobs it is split? The same load as in <see cref="Dispatch"/>, on farms that differ in
/// nothing but their queue; a feeder keeps each as long as it is.
/// </summary>
internal static class Backlog
{
    private static readonly TimeSpan FirstWarmUp = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    /// <param name="store">Which store.</param>
    /// <param name="lengths">Queues of one job each, by their tasks.</param>
    /// <param name="splits">The longest of them, split into so many jobs; none: the lengths are compared.</param>
    /// <param name="workers">How many Workers work; where queues are split, one more has a tag that fits one job.</param>
    /// <param name="time">How long each run is counted.</param>
    /// <param name="runs">How often each queue is measured, by turns.</param>
    /// <param name="progress">For people.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task<int> RunAsync(
        string store, int[] lengths, int[] splits, int workers, TimeSpan time, int runs, TextWriter progress, CancellationToken stop)
    {
        var shortest = lengths.Min();
        List<(int Tasks, int Jobs)> cases = splits.Length > 0
            ? [.. splits.Order().Select(jobs => (lengths.Max(), jobs))]
            : [.. lengths.Order().Select(tasks => (tasks, 1))];
        List<BacklogQueue> queues = [];
        try
        {
            foreach (var (tasks, jobs) in cases)
            {
                await progress.WriteLineAsync($"queueing {tasks} tasks in {jobs} jobs");
                // A job of the feeder is a twentieth of the shortest queue that there is, so that all are fed alike.
                queues.Add(await BacklogQueue.StartAsync(store, tasks, jobs, Math.Max(1, shortest / 20), workers, hasTags: splits.Length > 0, stop));
            }

            for (var run = 1; run <= runs; run++)
            {
                foreach (var queue in queues)
                {
                    var measured = await queue.RunAsync(run == 1 ? FirstWarmUp : WarmUp, time, stop);
                    await progress.WriteLineAsync($"{run}/{runs} {queue.Name}: {measured}, length off by {queue.DeviationOf(measured.Load.MeanDeviation):P1} on average, {queue.DeviationOf(measured.Load.WorstDeviation):P1} at most");
                }
            }

            Print(store, queues, workers, runs);
            return 0;
        }
        finally
        {
            foreach (var queue in queues)
                await queue.DisposeAsync();
        }
    }

    private static void Print(string store, List<BacklogQueue> queues, int workers, int runs)
    {
        var (smallest, largest) = (queues[0], queues[^1]);
        var metrics = new Dictionary<string, double>
        {
            ["largestToSmallest"] = Math.Round(largest.Median(run => run.CyclesPerSecond) / smallest.Median(run => run.CyclesPerSecond), 3),
            ["largestCyclesPerSecond"] = largest.Median(run => run.CyclesPerSecond),
            ["largestAskP99Ms"] = largest.Median(run => run.Load.Asks.P99),
            ["largestCpuMicrosPerCycle"] = largest.Median(run => run.Micros(run.Cpu.Ours)),
            ["lengthDeviation"] = queues.Max(queue => queue.Runs.Max(run => queue.DeviationOf(run.Load.MeanDeviation))),
            ["worstLengthDeviation"] = queues.Max(queue => queue.Runs.Max(run => queue.DeviationOf(run.Load.WorstDeviation))),
            ["largestTasks"] = largest.Tasks,
            ["largestJobs"] = largest.Jobs,
            ["workers"] = workers,
            ["runs"] = runs,
        };
        if (largest.HasTags)
        {
            metrics["rareTagP99Ms"] = largest.Median(run => run.Load.Rare.P99);
            metrics["othersP99Ms"] = largest.Median(run => run.Load.Asks.P99);
            metrics["rareTagToOthers"] = Math.Round(metrics["rareTagP99Ms"] / metrics["othersP99Ms"], 3);
            metrics["rareTagCyclesPerSecond"] = largest.Median(run => run.Load.Rare.Count / run.Load.Seconds);
        }

        Results.Print(
            "backlog",
            metrics,
            new()
            {
                ["smallestCyclesPerSecond"] = smallest.Median(run => run.CyclesPerSecond),
                ["smallestAskP99Ms"] = smallest.Median(run => run.Load.Asks.P99),
                ["smallestCpuMicrosPerCycle"] = smallest.Median(run => run.Micros(run.Cpu.Ours)),
                ["smallestTasks"] = smallest.Tasks,
                ["smallestJobs"] = smallest.Jobs,
            },
            store);
    }
}
