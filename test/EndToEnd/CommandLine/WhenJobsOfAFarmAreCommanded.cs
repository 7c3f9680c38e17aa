using Flamenco.Contracts.Server;
using Flamenco.Contracts.Site;
using Flamenco.EndToEnd.Harness;

namespace Flamenco.EndToEnd.CommandLine;

/// <summary>Every verb that commands, on a real farm with one Worker.</summary>
public sealed class WhenJobsOfAFarmAreCommanded : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task they_do_as_they_are_told()
    {
        await using var farm = await FarmUnderTest.StartAsync(_folder["farm"]);
        var server = farm.ServerApi();

        // Its first task says something, the others would take an hour each.
        var job = await SubmitAsync(farm, server, seconds: 3600);
        await server.UntilAsync(job, "waits in its second task", now => Count(now, "completed") == 1 && Count(now, "active") == 1);
        var (done, running, waiting) = await TasksAsync(server, job);

        await ShouldSayAsync(farm, "has priority 99", "priority", $"{job}", "99");
        await ShouldSayAsync(farm, "pause-requested: it is paused when the task that runs is through", "pause", $"{job}");
        await ShouldSayAsync(farm, "is canceled", "cancel", $"{running}");
        await server.UntilAsync(job, "is paused", now => now.Status == "paused");
        await ShouldSayAsync(farm, "is queued", "requeue", $"{running}");
        await ShouldSayAsync(farm, "is", "resume", $"{job}");
        await ShouldSayAsync(farm, "is", "requeue", $"{job}", "--what", "failed");

        await ShouldSayAsync(farm, "is canceled", "cancel", $"{job}");
        (await StatusesAsync(server, job)).ShouldBe(["completed", "canceled", "canceled"]);
        (await farm.RunAsync("cancel", $"{waiting}")).ShouldEndWith(2);
        await ShouldSayAsync(farm, "is", "requeue", $"{job}");
        (await server.TaskAsync(done)).Status.ShouldBe("completed");
        await ShouldSayAsync(farm, "is", "requeue", $"{job}", "--what", "all");
        (await server.TaskAsync(waiting)).Status.ShouldBe("queued");
        (await server.JobAsync(job)).Priority.ShouldBe(99);

        var logs = Path.Combine(farm.Data, "manager", "logs");
        await server.UntilAsync(job, "is at work again", now => Count(now, "active") == 1 && Directory.Exists(logs));
        (await farm.RunAsync("delete", $"{job}")).ShouldEndWith(2).Errors.ShouldContain("its 3 tasks, with the attempts at them and their logs");
        await ShouldSayAsync(farm, "is deleted, with its 3 tasks and their logs", "delete", $"{job}", "--yes");
        (await farm.RunAsync("job", $"{job}")).ShouldEndWith(2).Errors.ShouldContain("was deleted by owner");
        (await farm.RunAsync("cancel", $"{waiting}")).ShouldEndWith(2).Errors.ShouldContain("was deleted by owner");
        (await farm.Log.FirstAsync(line => line.Contains($"The logs of the deleted job {job} are removed", StringComparison.Ordinal)).WaitAsync(TimeSpan.FromMinutes(1)))
            .ShouldNotBeNull();
        Directory.EnumerateFileSystemEntries(logs, "*", SearchOption.AllDirectories).ShouldBeEmpty();

        // Its Worker is told to stop, and is free for others.
        var next = await SubmitAsync(farm, server, seconds: 0);
        (await server.EndedAsync(next)).Status.ShouldBe("completed");
        await ShouldSayAsync(farm, "is", "requeue", $"{next}");
        (await server.EndedAsync(next)).Status.ShouldBe("completed");
        foreach (var task in (await server.TasksAsync(next)).Tasks)
            (await server.TaskAsync(task.Id)).Attempt.ShouldBe(2);
    }

    private static int Count(Job job, string status) => job.TaskCounts?.GetValueOrDefault(status) ?? 0;

    private static async Task ShouldSayAsync(FarmUnderTest farm, string what, params IEnumerable<string> arguments) =>
        (await farm.RunAsync(arguments)).ShouldEndWith(0).Output.ShouldContain(what);

    private static async Task<Guid> SubmitAsync(FarmUnderTest farm, ServerApi server, int seconds)
    {
        (await farm.RunAsync(
            "submit", "--type", "echo-sleep-test", "--name", "shot", "--set", "message=hi", "--set", $"sleep_duration_seconds={seconds}", "--set", "sleep_repeats=2"))
            .ShouldEndWith(0);
        return (await server.JobsAsync()).Jobs[0].Id;
    }

    private static async Task<(Guid Done, Guid Running, Guid Waiting)> TasksAsync(ServerApi server, Guid job)
    {
        var tasks = (await server.TasksAsync(job)).Tasks;
        return (tasks.First(task => task.Status == "completed").Id, tasks.First(task => task.Status == "active").Id, tasks.First(task => task.Status == "queued").Id);
    }

    private static async Task<IEnumerable<string>> StatusesAsync(ServerApi server, Guid job) =>
        (await server.TasksAsync(job)).Tasks.Select(task => task.Status);
}
