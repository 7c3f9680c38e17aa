using System.Diagnostics;
using Flamenco.Benchmarks.Load;
using Flamenco.Benchmarks.Roles;

namespace Flamenco.Benchmarks;

/// <summary>
/// How long it takes until a large job can be rendered: from sending the request until it was answered and a waiting Worker has one
/// of its tasks. Beside it, by turns: the same with a store in memory.
/// </summary>
internal static class Submit
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    public static async Task<int> RunAsync(string store, int tasks, int runs, TextWriter progress, CancellationToken stop)
    {
        await using var thing = await Site.StartAsync(store, stop);
        await using var memory = store == "memory" ? null : await Site.StartAsync("memory", stop);
        Site?[] sites = [thing, memory];
        // The first one shows the runtime what is hot.
        for (var run = 0; run <= runs; run++)
        {
            foreach (var site in sites.OfType<Site>())
            {
                var (total, answered) = await site.RunAsync(tasks, isMeasured: run > 0, stop);
                await progress.WriteLineAsync($"{run}/{runs} {site.Store}: {total:F2} s, answered after {answered:F2} s{(run == 0 ? " (warm-up)" : "")}");
            }
        }

        Results.Print(
            "submit",
            new()
            {
                ["submitSeconds"] = Results.At(thing.Totals, 0.5),
                ["longestSubmitSeconds"] = Results.At(thing.Totals, 1),
                ["answeredSeconds"] = Results.At(thing.Answers, 0.5),
                ["siloCpuSeconds"] = Results.At(thing.Cpu, 0.5),
                ["siloRssMb"] = thing.Farm.Silo.RssMb,
                ["tasks"] = tasks,
                ["runs"] = runs,
            },
            new() { ["memorySubmitSeconds"] = Results.At((memory ?? thing).Totals, 0.5) },
            store);
        return 0;
    }

    /// <summary>A farm with one Worker that waits.</summary>
    private sealed class Site : IAsyncDisposable
    {
        private readonly SimulatedWorker _worker;

        private Site(MeasuredFarm farm)
        {
            Farm = farm;
            _worker = new SimulatedWorker(farm.Manager.Url, farm.JoinSecret, 0);
        }

        public MeasuredFarm Farm { get; }

        public string Store => Farm.Store;

        public List<double> Totals { get; } = [];

        public List<double> Answers { get; } = [];

        public List<double> Cpu { get; } = [];

        public static async Task<Site> StartAsync(string store, CancellationToken stop)
        {
            var site = new Site(await MeasuredFarm.StartAsync(store, stop));
            await site._worker.RegisterAsync(stop);
            return site;
        }

        public async Task<(double Total, double Answered)> RunAsync(int tasks, bool isMeasured, CancellationToken stop)
        {
            await _worker.SignOnAsync(stop);
            var ask = _worker.WaitForTaskAsync(stop);
            var cpu = Farm.Cpu();
            var began = Stopwatch.GetTimestamp();
            var job = await Farm.SubmitAsync(tasks, stop);
            var answered = Stopwatch.GetElapsedTime(began).TotalSeconds;
            await ask;
            var total = Stopwatch.GetElapsedTime(began).TotalSeconds;
            if (isMeasured)
            {
                Answers.Add(answered);
                Totals.Add(total);
                Cpu.Add((Farm.Cpu() - cpu).Silo / 1e6);
            }

            await _worker.CompleteAsync(stop);
            await Farm.CancelAsync(job, Beat, stop);
            return (total, answered);
        }

        public async ValueTask DisposeAsync()
        {
            _worker.Dispose();
            await Farm.DisposeAsync();
        }
    }
}
