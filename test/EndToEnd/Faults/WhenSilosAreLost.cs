using System.Diagnostics;
using System.Globalization;
using Flamenco.Server.Tests.Stores;
using Xunit.Abstractions;

namespace Flamenco.EndToEnd.Faults;

/// <summary>Several silos share the farm: one or all are killed, frozen or stopped while Workers and scripts are at work.</summary>
[Collection(PostgresCluster.Name)]
public sealed class WhenSilosAreLost(ClusterRun run, ITestOutputHelper output) : IClassFixture<ClusterRun>
{
    private static readonly TimeSpan LongestTrouble = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LongestRestart = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(20);

    /// <summary>A break that nobody minds.</summary>
    private static readonly TimeSpan ShortBreak = TimeSpan.FromSeconds(5);

    /// <summary>Longer than the others wait.</summary>
    private static readonly TimeSpan LongBreak = ClusterRun.IsFull ? TimeSpan.FromSeconds(30) : TimeSpan.FromSeconds(12);

    private static readonly TimeSpan Away = ClusterRun.IsFull ? TimeSpan.FromSeconds(30) : TimeSpan.FromSeconds(11);

    private static readonly int Times = ClusterRun.IsFull ? 3 : 1;

    [Fact]
    public async Task one_that_is_killed_costs_seconds_and_nothing_else()
    {
        var windows = new List<TimeSpan>();
        for (var time = 0; time < Times; time++)
        {
            var number = Victim(time);
            var moment = run.History.Now;
            await run.Cluster.Silo(number).KillAsync();

            // It stays away: the others must do without.
            await Task.Delay(Away);
            await run.GoesOnAsync();
            windows.Add(run.History.ErrorWindow(moment));
            Tell($"node {number} killed", moment);
            await run.Cluster.StartAsync(number);
            await run.GoesOnAsync();
        }

        run.Note(Line($"P12: one of three silos killed and away for {Away.TotalSeconds:0} s, {Times} times: the last request that failed ended at most {windows.Max().TotalSeconds:0.0} s after the kill (promised: {LongestTrouble.TotalSeconds:0} s)"));
        windows.Max().ShouldBeLessThan(LongestTrouble);
        await run.ShouldBeWholeAsync();
    }

    [Fact]
    public async Task all_of_them_killed_are_all_there_again_after_a_start()
    {
        var took = new List<TimeSpan>();
        for (var time = 0; time < Times; time++)
        {
            var moment = run.History.Now;
            await run.Cluster.KillAllAsync();

            var started = run.History.Now;
            await run.Cluster.StartAllAsync();
            await run.GoesOnAsync();
            took.Add(run.History.ErrorWindow(started));
            Tell("all nodes killed", moment);
        }

        run.Note(Line($"P13: all three silos killed and started again, {Times} times: the last request that failed ended at most {took.Max().TotalSeconds:0.0} s after the start (promised: {LongestRestart.TotalSeconds:0} s)"));
        took.Max().ShouldBeLessThan(LongestRestart);
        await run.ShouldBeWholeAsync();
    }

    [Fact]
    public async Task one_that_is_frozen_for_a_moment_stays_a_member()
    {
        var silo = run.Cluster.Silo(1);
        for (var time = 0; time < Times; time++)
        {
            silo.Freeze();
            await Task.Delay(ShortBreak);
            silo.Thaw();
            await run.GoesOnAsync();
        }

        run.Note(Line($"One silo stopped for {ShortBreak.TotalSeconds:0} s, {Times} times: never evicted"));
        silo.HasEnded.ShouldBeFalse(silo.Log);
        await run.ShouldBeWholeAsync();
    }

    [Fact]
    public async Task one_that_is_frozen_too_long_ends_itself_and_has_written_nothing_stale()
    {
        var took = new List<TimeSpan>();
        for (var time = 0; time < Times; time++)
        {
            var number = Victim(time);
            var silo = run.Cluster.Silo(number);
            silo.Freeze();
            await Task.Delay(LongBreak);
            await run.GoesOnAsync();

            var thawed = Stopwatch.GetTimestamp();
            silo.Thaw();
            var code = await silo.EndAsync(EndPatience);
            took.Add(Stopwatch.GetElapsedTime(thawed));

            code.ShouldNotBe(0, silo.Log);
            await run.Cluster.StartAsync(number);
            await run.GoesOnAsync();
        }

        run.Note(Line($"One silo stopped for {LongBreak.TotalSeconds:0} s under load and continued, {Times} times: evicted; it ended itself at most {took.Max().TotalSeconds:0.0} s after it went on, and had written nothing stale"));
        await run.ShouldBeWholeAsync();
    }

    [Fact]
    public async Task one_after_the_other_can_be_restarted_and_no_retry_fails()
    {
        var moment = run.History.Now;
        for (var time = 0; time < Times; time++)
        {
            for (var number = 1; number <= ClusterRun.Silos; number++)
            {
                (await run.Cluster.StopAsync(number)).ShouldBe(0, run.Cluster.Silo(number).Log);
                await run.Cluster.StartAsync(number);
            }
        }

        await run.GoesOnAsync();
        Tell("rolling restart", moment);
        var troubles = run.History.Troubles(moment);
        run.Note(Line($"P14: {Times} rolling graceful restarts: {troubles.Count} requests failed at first, {troubles.Count(request => request.IsRetry)} after one retry (promised: 0)"));
        troubles.Where(request => request.IsRetry).ShouldBeEmpty();
        await run.ShouldBeWholeAsync();
    }

    /// <summary>Each in turn; the first has the site's grain about as often as the others.</summary>
    private static int Victim(int time) => 1 + time % ClusterRun.Silos;

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void Tell(string what, TimeSpan moment)
    {
        var troubles = run.History.Troubles(moment);
        output.WriteLine(Line($"{what} at {moment.TotalSeconds:0.0} s: {troubles.Count} requests came to nothing, the last {run.History.ErrorWindow(moment).TotalSeconds:0.0} s later"));
        foreach (var trouble in troubles.Take(40))
            output.WriteLine($"  {trouble}");
    }
}
