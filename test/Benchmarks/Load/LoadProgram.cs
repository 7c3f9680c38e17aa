using System.Diagnostics;
using System.Text.Json;

namespace Flamenco.Benchmarks.Load;

/// <summary>What the load is told, one JSON object a line.</summary>
internal sealed record LoadOrder
{
    /// <summary>The Manager, the first time.</summary>
    public Uri? Manager { get; init; }

    public string JoinSecret { get; init; } = "";

    /// <summary>How many Workers there are to be from now on.</summary>
    public int Workers { get; init; }

    /// <summary>How long nothing is counted at first.</summary>
    public double WarmUpSeconds { get; init; }

    public double Seconds { get; init; }
}

/// <summary>What the Workers have seen while it was counted.</summary>
/// <param name="Seconds">How long it was.</param>
/// <param name="Asks">What each ask that gave a task took. Milliseconds.</param>
/// <param name="Updates">What each report took. Milliseconds.</param>
internal sealed record LoadResult(double Seconds, Percentiles Asks, Percentiles Updates);

internal sealed record Percentiles(int Count, double P50, double P99, double Worst)
{
    public static Percentiles Of(List<double> measured) => measured.Count == 0
        ? new(0, 0, 0, 0)
        : new(measured.Count, Results.At(measured, 0.5), Results.At(measured, 0.99), Results.At(measured, 1));
}

/// <summary>The load generator, a process of its own: many Workers that ask and report as fast as they are served.</summary>
internal static class LoadProgram
{
    public const string Verb = "load";

    /// <summary>Said when the counting begins, and when it ends.</summary>
    public const string Mark = "mark";

    public static async Task<int> RunAsync(CancellationToken stop)
    {
        List<SimulatedWorker> workers = [];
        while (await Console.In.ReadLineAsync(stop) is { } line)
        {
            var order = JsonSerializer.Deserialize<LoadOrder>(line)!;
            List<SimulatedWorker> more = [.. Enumerable.Range(workers.Count, Math.Max(0, order.Workers - workers.Count)).Select(number => new SimulatedWorker(order.Manager!, order.JoinSecret, number))];
            await Parallel.ForEachAsync(more, AFewAtOnce(stop), async (worker, gone) => await worker.RegisterAsync(gone));
            workers.AddRange(more);

            var answer = order.Seconds > 0 ? await DispatchAsync(workers, order, stop) : null;
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(answer));
        }

        workers.ForEach(worker => worker.Dispose());
        return 0;
    }

    /// <summary>Enough to keep the Server busy with secrets, which are slow to check by intent.</summary>
    private static ParallelOptions AFewAtOnce(CancellationToken stop) => new() { MaxDegreeOfParallelism = 8, CancellationToken = stop };

    private static async Task<LoadResult> DispatchAsync(List<SimulatedWorker> workers, LoadOrder order, CancellationToken stop)
    {
        await Parallel.ForEachAsync(workers, AFewAtOnce(stop), async (worker, gone) => await worker.SignOnAsync(gone));
        var counts = new Counts();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var running = workers.ConvertAll(worker => Task.Run(() => RunAsync(worker, counts, over.Token), stop));
        var all = Task.WhenAll(running);
        await WaitAsync(order.WarmUpSeconds);
        await Console.Out.WriteLineAsync(Mark);
        var began = Stopwatch.GetTimestamp();
        counts.On = true;
        await WaitAsync(order.Seconds);
        counts.On = false;
        var took = Stopwatch.GetElapsedTime(began);
        await Console.Out.WriteLineAsync(Mark);

        // Whoever waits for a task now waits for nothing; whoever has one reports it.
        counts.Ending = true;
        over.CancelAfter(TimeSpan.FromSeconds(2));
        await all;
        return new LoadResult(Math.Round(took.TotalSeconds, 3), Percentiles.Of(counts.Asks), Percentiles.Of(counts.Updates));

        async Task WaitAsync(double seconds)
        {
            var time = Task.Delay(TimeSpan.FromSeconds(seconds), stop);
            if (await Task.WhenAny([time, .. running]) is var first && first != time)
                await first;
        }
    }

    private static async Task RunAsync(SimulatedWorker worker, Counts counts, CancellationToken over)
    {
        try
        {
            while (!counts.Ending)
            {
                var asked = Stopwatch.GetTimestamp();
                if (!await worker.AskAsync(over))
                    continue;
                var got = Stopwatch.GetTimestamp();
                await worker.CompleteAsync(over);
                if (counts.On)
                    counts.Add(Stopwatch.GetElapsedTime(asked, got), Stopwatch.GetElapsedTime(got));
            }
        }
        catch (OperationCanceledException) when (counts.Ending)
        {
            // It was waiting for a task that does not come any more.
        }
    }

    private sealed class Counts
    {
        private readonly Lock _lock = new();

        public volatile bool On;
        public volatile bool Ending;

        public List<double> Asks { get; } = [];

        public List<double> Updates { get; } = [];

        public void Add(TimeSpan ask, TimeSpan update)
        {
            lock (_lock)
            {
                Asks.Add(ask.TotalMilliseconds);
                Updates.Add(update.TotalMilliseconds);
            }
        }
    }
}
