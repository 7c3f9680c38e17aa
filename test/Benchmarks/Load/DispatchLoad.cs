using System.Diagnostics;

namespace Flamenco.Benchmarks.Load;

/// <summary>Workers that ask and report as fast as they are served.</summary>
internal sealed class DispatchLoad : IDisposable
{
    /// <summary>Whoever is in the middle of a cycle when the time is over gets this long to end it.</summary>
    private static readonly TimeSpan LastOrders = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly List<double> _asks = [];
    private readonly List<double> _rare = [];
    private readonly List<double> _updates = [];
    private readonly Feeder? _feeder;
    private volatile bool _counts;
    private volatile bool _ends;

    private DispatchLoad(FeedOrder? feed) => _feeder = feed is null ? null : new Feeder(feed);

    public static async Task<LoadResult> RunAsync(List<SimulatedWorker> workers, LoadOrder order, CancellationToken stop)
    {
        await Parallel.ForEachAsync(workers, LoadProgram.AFewAtOnce(stop), async (worker, gone) => await worker.SignOnAsync(gone));
        using var load = new DispatchLoad(order.Feed);
        return await load.MeasureAsync(workers, order, stop);
    }

    public void Dispose() => _feeder?.Dispose();

    private async Task<LoadResult> MeasureAsync(List<SimulatedWorker> workers, LoadOrder order, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var running = workers.ConvertAll(worker => Task.Run(() => WorkAsync(worker, isRare: order.HasRare && worker == workers[^1], over.Token), stop));
        if (_feeder is not null)
            running.Add(_feeder.RunAsync(over.Token));
        await WaitAsync(order.WarmUpSeconds);
        _feeder?.Forget();
        await Console.Out.WriteLineAsync(LoadProgram.Mark);
        var began = Stopwatch.GetTimestamp();
        _counts = true;
        await WaitAsync(order.Seconds);
        _counts = false;
        var took = Stopwatch.GetElapsedTime(began);
        await Console.Out.WriteLineAsync(LoadProgram.Mark);

        var deviation = _feeder?.Deviation ?? default;
        _ends = true;
        _feeder?.Stop();
        over.CancelAfter(LastOrders);
        await Task.WhenAll(running);
        return new LoadResult(Math.Round(took.TotalSeconds, 3), Percentiles.Of(_asks), Percentiles.Of(_updates))
        {
            Rare = Percentiles.Of(_rare),
            MeanDeviation = deviation.Mean,
            WorstDeviation = deviation.Worst,
        };

        async Task WaitAsync(double seconds)
        {
            var time = Task.Delay(TimeSpan.FromSeconds(seconds), stop);
            if (await Task.WhenAny([time, .. running]) is var first && first != time)
                await first;
        }
    }

    private async Task WorkAsync(SimulatedWorker worker, bool isRare, CancellationToken over)
    {
        try
        {
            while (!_ends)
            {
                var asked = Stopwatch.GetTimestamp();
                if (!await worker.AskAsync(over))
                    continue;
                var got = Stopwatch.GetTimestamp();
                if (!isRare)
                    _feeder?.Taken();
                await worker.CompleteAsync(over);
                if (_counts)
                    Count(isRare, Stopwatch.GetElapsedTime(asked, got), Stopwatch.GetElapsedTime(got));
            }
        }
        catch (OperationCanceledException) when (_ends)
        {
            // It was waiting for a task that does not come any more.
        }
    }

    private void Count(bool isRare, TimeSpan ask, TimeSpan update)
    {
        lock (_lock)
        {
            (isRare ? _rare : _asks).Add(ask.TotalMilliseconds);
            _updates.Add(update.TotalMilliseconds);
        }
    }
}
