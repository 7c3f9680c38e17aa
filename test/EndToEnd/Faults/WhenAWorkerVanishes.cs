using System.Diagnostics;
using Flamenco.Contracts.Server;
using Flamenco.EndToEnd.Harness;
using Xunit.Abstractions;

namespace Flamenco.EndToEnd.Faults;

/// <summary>A Worker's process is killed while it works; see <see cref="LeaseForm"/> for how long that takes.</summary>
public sealed class WhenAWorkerVanishes(ITestOutputHelper output) : IDisposable
{
    private const string Sleeping = "sleep";
    private static readonly TimeSpan Elsewhere = TimeSpan.FromSeconds(5);

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task its_task_is_queued_again_in_time_and_starts_elsewhere_at_once()
    {
        var form = LeaseForm.Chosen;
        await using var farm = await FarmUnderTest.StartAsync(_folder["farm"], 0, 0, form.Environment, "--separate", "--workers", "2");
        var server = farm.ServerApi();
        (await farm.RunAsync("submit", "--type", "echo-sleep-test", "--set", "message=hi", "--set", "sleep_duration_seconds=600")).ShouldEndWith(0);
        var job = (await server.JobsAsync()).Jobs.Single().Id;
        await server.UntilAsync(job, "sleeps", now => now.TaskCounts.Active == 1 && now.TaskCounts.Completed == 1);
        var task = (await server.TasksAsync(job)).Tasks.Single(task => task.Name == Sleeping).Id;
        var first = (await AttemptsAsync(server, task)).Single();

        var vanished = Stopwatch.StartNew();
        await KillAsync(farm, server, first);
        await server.UntilAsync(job, "has a second attempt", _ => AttemptsAsync(server, task).Result.Count == 2);

        var took = vanished.Elapsed;
        var attempts = await AttemptsAsync(server, task);
        output.WriteLine($"lease {form.Lease.TotalSeconds} s: elsewhere {took.TotalSeconds:F1} s after the kill");
        attempts.Select(attempt => attempt.Outcome).ShouldBe(["expired", "open"]);
        attempts[1].Worker.ShouldNotBe(first.Worker);
        took.ShouldBeLessThan(form.QueuedAgainWithin + Elsewhere);
        (attempts[1].Assigned - attempts[0].Ended!.Value).ShouldBeLessThan(Elsewhere);
        (await server.WorkersAsync()).Workers.Single(worker => worker.Id == first.Worker).Status.ShouldBe("error");
        (await farm.RunAsync("doctor")).ShouldEndWith(0);
        await farm.KillAsync();
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<IReadOnlyList<Attempt>> AttemptsAsync(ServerApi server, Guid task) =>
        (await server.TaskAsync(task)).Attempts.ShouldNotBeNull();
}
