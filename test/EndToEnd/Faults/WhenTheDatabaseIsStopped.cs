using Flamenco.Contracts.Server;
using Flamenco.EndToEnd.Harness;
using Flamenco.Server.Tests.Stores;
using Xunit.Abstractions;

namespace Flamenco.EndToEnd.Faults;

/// <summary>PostgreSQL is stopped for longer than a Worker's lease while Workers work; see <see cref="LeaseForm"/> for how long that is.</summary>
[Collection(PostgresCluster.Name)]
public sealed class WhenTheDatabaseIsStopped(ITestOutputHelper output) : IDisposable
{
    private const int Tasks = 6;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task nothing_is_assigned_again_only_for_that_and_nothing_acknowledged_is_lost()
    {
        var form = LeaseForm.Chosen;
        var postgres = PostgresCluster.Running.InAFile(await PostgresCluster.Running.TakeAsync());
        await using var farm = await FarmUnderTest.StartAsync(_folder["farm"], 0, 0, form.Environment, "--postgres", postgres, "--workers", "2");
        var server = farm.ServerApi();
        (await farm.RunAsync(
            "submit", "--type", "echo-sleep-test", "--set", "message=hi", "--set", $"sleep_duration_seconds={form.SleepSeconds}",
            "--set", $"sleep_repeats={Tasks}")).ShouldEndWith(0);
        var job = (await server.JobsAsync()).Jobs.Single().Id;
        await server.UntilAsync(job, "is in the middle", now => now.Count("active") == 2 && now.Count("completed") >= 3);
        var before = (await server.TasksAsync(job)).Tasks.Where(task => task.Status == "completed").Select(task => task.Id).ToList();

        await PostgresCluster.Running.StopAsync(PostgresCluster.Ending.Fast);
        try
        {
            await Task.Delay(form.Outage, CancellationToken.None);
        }
        finally
        {
            await PostgresCluster.Running.StartAsync();
        }

        await Wait.UntilAsync(async () => (await server.JobAsync(job)).Status is "completed", "the job is completed");
        foreach (var task in (await server.TasksAsync(job)).Tasks)
            await ShouldBeDoneOnceAsync(server, task.Id);
        before.Count.ShouldBeGreaterThan(0);
        (await server.WorkersAsync()).Workers.ShouldAllBe(worker => worker.Status == "awake");
        farm.Log.Text.ShouldNotContain("is lost:");
        (await farm.RunAsync("doctor")).ShouldEndWith(0);
        output.WriteLine($"lease {form.Lease.TotalSeconds} s, the database away for {form.Outage.TotalSeconds} s: {Tasks + 1} tasks, each with one attempt");
    }

    public void Dispose() => _folder.Dispose();

    private static async Task ShouldBeDoneOnceAsync(ServerApi server, Guid task)
    {
        var attempts = (await server.TaskAsync(task)).Attempts.ShouldNotBeNull();
        attempts.Select(attempt => attempt.Outcome).ShouldBe(["completed"], $"task {task}");
    }
}
