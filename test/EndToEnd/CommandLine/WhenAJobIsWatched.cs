using System.Text.Json;
using Flamenco.Contracts;
using Flamenco.Contracts.Site;
using Flamenco.EndToEnd.Harness;

namespace Flamenco.EndToEnd.CommandLine;

public sealed class WhenAJobIsWatched
{
    [Theory]
    [InlineData("completed", 0)]
    [InlineData("failed", 1)]
    [InlineData("canceled", 3)]
    public async Task it_ends_with_the_job_and_says_how(string status, int exitCode)
    {
        await using var server = await WithAsync(Samples.AJob("active", 1, 4), Samples.AJob(status, 4, 4));

        var ran = await WatchAsync(server);

        ran.ShouldEndWith(exitCode).Errors.ShouldContain($"{status} after 0:07.");
    }

    [Fact]
    public async Task a_file_gets_a_plain_line_for_each_change()
    {
        await using var server = await WithAsync(
            Samples.AJob("queued", 0, 4), Samples.AJob("queued", 0, 4), Samples.AJob("active", 2, 4), Samples.AJob("completed", 4, 4));

        var ran = await WatchAsync(server);

        var lines = ran.Output.Split('\n');
        lines.Select(line => line.Split(',')[0]).ShouldBe(["queued: 0/4 frames", "active: 2/4 frames", "completed: 4/4 frames"]);
        lines[1].ShouldEndWith(" left");
        ran.Output.ShouldNotContain('\e');
    }

    [Fact]
    public async Task failed_tasks_are_shown_with_their_last_words()
    {
        await using var server = await WithAsync(Samples.AJob("failed", 1, 4));
        server.Tasks.Add(Failed("render-2", "frame 2 is missing\e]0;owned\a"));

        var ran = await WatchAsync(server);

        ran.Errors.ShouldContain("render-2 failed: frame 2 is missing");
        ran.Errors.ShouldNotContain('\e');
    }

    [Fact]
    public async Task json_is_the_ended_job_and_nothing_else()
    {
        await using var server = await WithAsync(Samples.AJob("active", 1, 4), Samples.AJob("completed", 4, 4));

        var ran = await WatchAsync(server, "--json");

        JsonSerializer.Deserialize(ran.ShouldEndWith(0).Output, FlamencoJson.Default.Job)!.Status.ShouldBe("completed");
        ran.Errors.ShouldContain("active: 1/4 frames");
    }

    private static Task<FlamencoProgram.Ran> WatchAsync(FakeServer server, params IEnumerable<string> more) =>
        server.RunAsync(["job", Samples.AJob("active").Id.ToString(), "--watch", .. more]);

    private static async Task<FakeServer> WithAsync(params IEnumerable<Job> looks)
    {
        var server = await FakeServer.StartAsync();
        foreach (var job in looks)
            server.Looks.Enqueue(job);
        return server;
    }

    private static TaskSummary Failed(string name, string activity) => new()
    {
        Id = Guid.Empty,
        Name = name,
        Status = "failed",
        IndexInJob = 1,
        Priority = 50,
        TaskType = "blender",
        Updated = DateTimeOffset.UnixEpoch,
        StepsCompleted = 0,
        StepsTotal = 1,
        Activity = activity,
    };
}
