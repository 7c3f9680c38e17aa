using System.Diagnostics;
using Flamenco.Benchmarks.Load;
using Flamenco.Benchmarks.Roles;

namespace Flamenco.Benchmarks;

/// <summary>
/// How soon a waiting Worker has the task of a new job: from the submit's 2xx at the client to the task at the Worker; nothing, if
/// the task was faster. Both are this process, so one clock measures both. Beside it, by turns: the same with a store in memory.
/// </summary>
internal static class Pickup
{
    private const int Unmeasured = 10;

    /// <summary>A Worker that has sent its ask is waiting at the Manager by then.</summary>
    private static readonly TimeSpan UntilItWaits = TimeSpan.FromMilliseconds(50);

    public static async Task<int> RunAsync(string store, int repeats, int workers, TextWriter progress, CancellationToken stop)
    {
        await using var thing = await Site.StartAsync(store, workers, stop);
        await using var memory = store == "memory" ? null : await Site.StartAsync("memory", workers, stop);
        for (var repeat = -Unmeasured; repeat < repeats; repeat++)
        {
            foreach (var site in new[] { thing, memory }.OfType<Site>())
                await site.RepeatAsync(isMeasured: repeat >= 0, stop);
            if (repeat % 50 == 49)
                await progress.WriteLineAsync($"{repeat + 1}/{repeats} {store}: {Percentiles.Of(thing.Pickups)}");
        }

        Results.Print(
            "pickup",
            new()
            {
                ["pickupP50Ms"] = Results.At(thing.Pickups, 0.5),
                ["pickupP99Ms"] = Results.At(thing.Pickups, 0.99),
                ["pickupWorstMs"] = Results.At(thing.Pickups, 1),
                ["submitP50Ms"] = Results.At(thing.Submits, 0.5),
                ["submitToTaskP50Ms"] = Results.At(thing.Totals, 0.5),
                ["submitToTaskP99Ms"] = Results.At(thing.Totals, 0.99),
                ["repeats"] = repeats,
                ["workers"] = workers,
            },
            new()
            {
                ["memoryPickupP50Ms"] = Results.At((memory ?? thing).Pickups, 0.5),
                ["memoryPickupP99Ms"] = Results.At((memory ?? thing).Pickups, 0.99),
                ["memorySubmitToTaskP50Ms"] = Results.At((memory ?? thing).Totals, 0.5),
            },
            store);
        return 0;
    }

    /// <summary>A farm with Workers that wait.</summary>
    private sealed class Site : IAsyncDisposable
    {
        private readonly MeasuredFarm _farm;
        private readonly List<SimulatedWorker> _workers = [];
        private readonly List<Task<bool>> _asks = [];

        private Site(MeasuredFarm farm) => _farm = farm;

        public List<double> Submits { get; } = [];

        public List<double> Pickups { get; } = [];

        public List<double> Totals { get; } = [];

        public static async Task<Site> StartAsync(string store, int workers, CancellationToken stop)
        {
            var site = new Site(await MeasuredFarm.StartAsync(store, stop));
            for (var number = 0; number < workers; number++)
            {
                var worker = new SimulatedWorker(site._farm.Manager.Url, site._farm.JoinSecret, number);
                await worker.RegisterAsync(stop);
                await worker.SignOnAsync(stop);
                site._workers.Add(worker);
                site._asks.Add(worker.WaitForTaskAsync(stop));
            }

            return site;
        }

        public async Task RepeatAsync(bool isMeasured, CancellationToken stop)
        {
            await Task.Delay(UntilItWaits, stop);
            var began = Stopwatch.GetTimestamp();
            var answered = SubmitAsync();
            var first = await Task.WhenAny(_asks);
            var got = Stopwatch.GetTimestamp();
            await first;
            var accepted = await answered;
            if (isMeasured)
            {
                Submits.Add(Stopwatch.GetElapsedTime(began, accepted).TotalMilliseconds);
                Pickups.Add(Math.Max(0, Stopwatch.GetElapsedTime(accepted, got).TotalMilliseconds));
                Totals.Add(Stopwatch.GetElapsedTime(began, got).TotalMilliseconds);
            }

            var lucky = _asks.IndexOf(first);
            await _workers[lucky].CompleteAsync(stop);
            _asks[lucky] = _workers[lucky].WaitForTaskAsync(stop);

            async Task<long> SubmitAsync()
            {
                await _farm.SubmitAsync(1, stop);
                return Stopwatch.GetTimestamp();
            }
        }

        public async ValueTask DisposeAsync()
        {
            _workers.ForEach(worker => worker.Dispose());
            await _farm.DisposeAsync();
        }
    }
}
