using System.Diagnostics;
using Flamenco.Contracts.Server;
using Flamenco.Contracts.Site;
using Flamenco.EndToEnd.Harness;
using Xunit.Abstractions;

namespace Flamenco.EndToEnd.Faults;

/// <summary>A Worker's machine stands still while it works; see <see cref="LeaseForm"/> for how long that takes.</summary>
public sealed class WhenAWorkerVanishes(ITestOutputHelper output) : IDisposable
{
    private const string Sleeping = "sleep";
    private static readonly TimeSpan Elsewhere = TimeSpan.FromSeconds(5);

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task its_task_is_queued_again_in_time_and_starts_elsewhere_at_once_and_it_comes_back_without_it()
    {
        var form = LeaseForm.Chosen;
        await using var farm = await FarmUnderTest.StartAsync(_folder["farm"], 0, 0, form.Environment, "--separate", "--workers", "2");
        var server = farm.ServerApi();
        (await farm.RunAsync("submit", "--type", "echo-sleep-test", "--set", "message=hi", "--set", "sleep_duration_seconds=600")).ShouldEndWith(0);
        var job = (await server.JobsAsync()).Jobs.Single().Id;
        await server.UntilAsync(job, "sleeps", now => now.Count("active") == 1 && now.Count("completed") == 1);
        var task = (await server.TasksAsync(job)).Tasks.Single(task => task.TaskType == "misc" && task.Name.StartsWith(Sleeping, StringComparison.Ordinal)).Id;
        var first = (await AttemptsAsync(server, task)).ShouldHaveSingleItem();
        var gone = await ProcessOfAsync(farm, server, first.Worker);

        var vanished = Stopwatch.StartNew();
        Signals.Freeze(gone);
        await UntilAsync(server, task, attempts => attempts.Count == 2);
        var took = vanished.Elapsed;

        output.WriteLine($"lease {form.Lease.TotalSeconds} s: elsewhere {took.TotalSeconds:F1} s after the Worker stood still");
        var attempts = await AttemptsAsync(server, task);
        attempts.Select(attempt => attempt.Outcome).ShouldBe(["expired", "open"]);
        attempts[1].Worker.ShouldNotBe(first.Worker);
        took.ShouldBeLessThan(form.QueuedAgainWithin + Elsewhere);
        (attempts[1].Assigned - attempts[0].Ended!.Value).ShouldBeLessThan(Elsewhere);
        (await server.WorkerAsync(first.Worker)).Status.ShouldBe("error");

        Signals.Thaw(gone);
        await Wait.UntilAsync(async () => (await server.WorkerAsync(first.Worker)).Status == "awake", "the Worker is awake again");
        (await AttemptsAsync(server, task)).Select(attempt => attempt.Outcome).ShouldBe(["expired", "open"]);
        (await farm.RunAsync("doctor")).ShouldEndWith(0);
        (await farm.StopAsync()).ShouldBe(0, farm.Program.Said());
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<IReadOnlyList<TaskAttempt>> AttemptsAsync(ServerApi server, Guid task) =>
        (await server.TaskAsync(task)).Attempts.ShouldNotBeNull();

    private static Task UntilAsync(ServerApi server, Guid task, Func<IReadOnlyList<TaskAttempt>, bool> isSo) =>
        Wait.UntilAsync(async () => isSo(await AttemptsAsync(server, task)), "the task's attempts are as they should be");

    /// <summary>The Worker's own process: its folder has the number that its name ends with.</summary>
    private static async Task<int> ProcessOfAsync(FarmUnderTest farm, ServerApi server, Guid worker)
    {
        var number = (await server.WorkerAsync(worker)).Name.Split('-')[^1];
        return Processes.OfFarm(Path.Combine(farm.Data, $"worker-{number}")).ShouldHaveSingleItem();
    }
}
