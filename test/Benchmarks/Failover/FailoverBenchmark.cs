using System.CommandLine;
using Flamenco.Faults.Clusters;
using Flamenco.Server.Tests.Stores;

namespace Flamenco.Benchmarks.Failover;

/// <summary>
/// What clients notice when one of several silos is killed under load and stays away for half a minute: three Server nodes,
/// a Manager, simulated Workers that ask and report over HTTP, scripts that submit; each a process of its own, on PostgreSQL.
/// </summary>
internal static class FailoverBenchmark
{
    private const int WarmUp = 200;
    private static readonly TimeSpan Work = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WarmUpPatience = TimeSpan.FromMinutes(1);

    /// <summary>P12: no task is stuck so long after the fault.</summary>
    private static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(120);

    public static Command Command()
    {
        var silos = new Option<int>("--silos") { Description = "How many Server nodes; 2 to 8.", DefaultValueFactory = _ => 3 };
        var workers = new Option<int>("--workers") { Description = "How many simulated Workers; 1 to 256.", DefaultValueFactory = _ => 16 };
        var runs = new Option<int>("--runs") { Description = "How often, undisturbed and with a kill by turns; 1 to 100.", DefaultValueFactory = _ => 1 };
        var json = new Option<bool>("--json") { Description = "Say nothing on standard error while it runs." };
        var command = new Command("failover", "What clients notice when a silo is killed under load, on PostgreSQL.") { silos, workers, runs, json };
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetValue(silos), parsed.GetValue(workers), parsed.GetValue(runs), parsed.GetValue(json) ? TextWriter.Null : Console.Error));
        return command;
    }

    private static async Task<int> RunAsync(int silos, int workers, int runs, TextWriter progress)
    {
        var postgres = new PostgresCluster();
        await postgres.InitializeAsync();
        try
        {
            var disturbed = new List<Measured>();
            var quiet = new List<Measured>();
            for (var run = 1; run <= runs; run++)
            {
                quiet.Add(await MeasureAsync(postgres, silos, workers, kill: false, progress));
                disturbed.Add(await MeasureAsync(postgres, silos, workers, kill: true, progress));
            }

            Results.Print("failover", Figures(disturbed, silos, workers), new() { ["errorWindowSeconds"] = quiet.Max(run => run.Window), ["failedRequests"] = quiet.Sum(run => run.Troubles) }, "postgres");
            return disturbed.TrueForAll(run => run is { Doubles: 0, Lost: 0, Stuck: 0 }) ? 0 : 1;
        }
        finally
        {
            await postgres.DisposeAsync();
        }
    }

    /// <summary>The worst of all runs: this is about a promise.</summary>
    private static Dictionary<string, double> Figures(List<Measured> runs, int silos, int workers) => new()
    {
        ["errorWindowSeconds"] = runs.Max(run => run.Window),
        ["doubleCompletions"] = runs.Sum(run => run.Doubles),
        ["lostAcknowledged"] = runs.Sum(run => run.Lost),
        ["stuckTasks"] = runs.Sum(run => run.Stuck),
        ["failedRequests"] = runs.Sum(run => run.Troubles),
        ["acknowledgedCompletions"] = runs.Sum(run => run.Completed),
        ["silos"] = silos,
        ["workers"] = workers,
        ["runs"] = runs.Count,
    };

    private static async Task<Measured> MeasureAsync(PostgresCluster postgres, int silos, int workers, bool kill, TextWriter progress)
    {
        var folder = Directory.CreateTempSubdirectory("flamenco-failover-").FullName;
        var connection = await postgres.TakeAsync();
        try
        {
            await using var cluster = await ClusterUnderTest.StartAsync(AppContext.BaseDirectory, folder, postgres.InAFile(connection), silos);
            await using var load = new ClusterLoad(cluster, workers, Work);
            await load.WarmUpAsync(WarmUp, WarmUpPatience);

            var moment = load.History.Now;
            if (kill)
                await cluster.Silo(silos).KillAsync();
            await Task.Delay(Away, CancellationToken.None);
            if (kill)
                await cluster.StartAsync(silos);
            await Task.Delay(After, CancellationToken.None);
            await load.SubmitNoMoreAsync();

            var rows = new FarmRows(connection);
            var patience = StuckAfter - (load.History.Now - moment);
            var stuck = await rows.StuckAsync(patience > TimeSpan.Zero ? patience : TimeSpan.Zero);
            var troubles = load.History.Troubles(moment);
            var measured = new Measured(
                Math.Round(load.History.ErrorWindow(moment).TotalSeconds, 2), troubles.Count, await rows.DoubleCompletionsAsync(load.History),
                await rows.LostAsync(load.History), stuck, load.History.Completed.Count);
            await progress.WriteLineAsync($"{(kill ? "one silo killed" : "undisturbed")} at {moment.TotalSeconds:0.0} s: {measured}");
            foreach (var trouble in troubles.Take(MostShown))
                await progress.WriteLineAsync($"  {trouble}");
            return measured;
        }
        finally
        {
            await postgres.GiveBackAsync(connection);
            Directory.Delete(folder, recursive: true);
        }
    }

    private const int MostShown = 200;

    private sealed record Measured(double Window, int Troubles, long Doubles, long Lost, long Stuck, int Completed);
}
