using System.Diagnostics;
using System.Globalization;

namespace Flamenco.Benchmarks.Stores;

/// <summary>
/// What the committer reaches of what its database could do: the same statements on the same rows in batches as large as the
/// committer's own, one after the other, without queue, callers, rules and verdicts. By turns, because the machine has other things to do.
/// </summary>
internal static class StoreBenchmark
{
    /// <summary>More than any store has done; a measurement ends when its tasks do.</summary>
    private const int MostTasksASecond = 40_000;

    private static readonly int[] Callers = [1, 64, 256];

    public static async Task<int> RunAsync(string kind, TimeSpan time, int runs, TextWriter progress, CancellationToken stop)
    {
        await using var store = await MeasuredStore.OpenAsync(kind);
        var (committed, raw, ratio, batches) = (Table(), Table(), Table(), Table());
        // The first run warms up: code, plans, caches.
        for (var run = 0; run <= runs; run++)
        {
            foreach (var callers in Callers)
            {
                stop.ThrowIfCancellationRequested();
                var (rate, size) = await CommittedAsync(store, callers, time);
                var bare = size is { } k ? await RawAsync(store, (int)Math.Max(1, Math.Round(k)), time) : (double?)null;
                await progress.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture, $"run {run}, {callers} callers: {rate:0}/s in batches of {size:0.0}; raw {bare:0}/s; ratio {rate / bare:0.00}"));
                if (run is 0)
                    continue;
                committed[callers].Add(rate);
                if (bare is { } known)
                {
                    raw[callers].Add(known);
                    ratio[callers].Add(rate / known);
                    batches[callers].Add(size!.Value);
                }
            }
        }

        var metrics = new Dictionary<string, double> { ["runs"] = runs };
        var baseline = new Dictionary<string, double>();
        foreach (var callers in Callers)
        {
            Add(metrics, $"transitionsPerSecond{callers}", committed[callers]);
            Add(metrics, $"ratio{callers}", ratio[callers]);
            Add(metrics, $"batch{callers}", batches[callers]);
            Add(baseline, $"transitionsPerSecond{callers}", raw[callers]);
        }

        Results.Print("store", metrics, baseline, kind);
        return 0;
    }

    private static async Task<(double Rate, double? BatchSize)> CommittedAsync(MeasuredStore store, int callers, TimeSpan time)
    {
        var work = await Workload.StoreAsync(store.Stores.Jobs, Tasks(time));
        var before = await store.TransactionsAsync();
        var (transitions, took) = await Stores.Callers.RunAsync(store.Stores.Tasks, work, callers, time);
        var after = await store.TransactionsAsync();
        return (transitions / took.TotalSeconds, (double?)transitions / (after - before));
    }

    private static async Task<double> RawAsync(MeasuredStore store, int size, TimeSpan time)
    {
        var batch = new RawBatch(await store.RawWorkAsync(Tasks(time)), size);
        var written = 0L;
        var since = Stopwatch.StartNew();
        while (since.Elapsed < time && batch.Next())
        {
            await store.WriteAsync(batch);
            written += batch.Count;
        }

        return written / since.Elapsed.TotalSeconds;
    }

    private static int Tasks(TimeSpan time) => (int)(MostTasksASecond * time.TotalSeconds);

    private static Dictionary<int, List<double>> Table() => Callers.ToDictionary(callers => callers, _ => new List<double>());

    /// <summary>The median, and how far the runs lie apart.</summary>
    private static void Add(Dictionary<string, double> values, string name, List<double> measured)
    {
        if (measured.Count is 0)
            return;
        values[name] = Results.At(measured, 0.5);
        values[name + "Least"] = Math.Round(measured.Min(), 2);
        values[name + "Most"] = Math.Round(measured.Max(), 2);
    }
}
