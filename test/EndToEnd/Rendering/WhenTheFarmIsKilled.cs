using Flamenco.EndToEnd.Harness;
using Flamenco.EndToEnd.Scenes;

namespace Flamenco.EndToEnd.Rendering;

public sealed class WhenTheFarmIsKilled(ScenesOfBlender scenes) : IClassFixture<ScenesOfBlender>, IDisposable
{
    private const int Frames = 8;

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData]
    [InlineData("--separate")]
    public async Task the_job_goes_on_where_it_was_and_no_whole_frame_is_rendered_again(params string[] how)
    {
        Guid id;
        Dictionary<string, DateTime> whole;
        await using (var first = await FarmUnderTest.StartAsync(_folder["farm"], how))
        {
            var server = first.ServerApi();
            (await first.RunAsync("submit", scenes["slow"], "--frames", $"1-{Frames}", "--chunk-size", $"{Frames}", "--output", _folder["frames"]))
                .ShouldEndWith(0);
            id = (await server.JobsAsync()).Jobs.Single().Id;
            await server.UntilAsync(id, "has rendered two frames", job => job.StepsCompleted >= 2);

            await first.KillAsync();

            whole = Directory.GetFiles(_folder["frames"]).ToDictionary(path => path, File.GetLastWriteTimeUtc);
            whole.Count.ShouldBeInRange(2, Frames - 1, "the farm should be killed in the middle of the job");
        }

        // As if Blender had been killed while it saved.
        var half = Path.Combine(_folder["frames"], $"{Frames:D6}.png");
        await File.WriteAllBytesAsync(half, (await File.ReadAllBytesAsync(whole.Keys.Order().First()))[..300]);
        var firstLife = Processes.WithArgument(scenes["slow"]);
        firstLife.ShouldNotBeEmpty("the kill takes the farm only: its Blender should still run");

        var started = DateTimeOffset.UtcNow;
        await using var second = await FarmUnderTest.StartAsync(_folder["farm"], how);
        var job = await second.ServerApi().EndedAsync(id);

        job.Status.ShouldBe("completed", second.Program.Said());
        await AllFramesAreWholeAsync();
        foreach (var (path, written) in whole)
            File.GetLastWriteTimeUtc(path).ShouldBe(written, $"{path} was whole, and was rendered again");
        Processes.StillAlive(firstLife).ShouldBeEmpty("Blender of the first life");
        await TheSecondAttemptSkippedAsync(second, id, whole.Keys, half, started);
    }

    [Fact]
    public async Task a_clean_stop_loses_nothing_either()
    {
        Guid id;
        await using (var first = await FarmUnderTest.StartAsync(_folder["farm"], "--separate"))
        {
            (await first.RunAsync("submit", scenes["slow"], "--frames", "1-4", "--chunk-size", "2", "--output", _folder["frames"])).ShouldEndWith(0);
            id = (await first.ServerApi().JobsAsync()).Jobs.Single().Id;
            await first.ServerApi().UntilAsync(id, "has rendered a frame", job => job.StepsCompleted >= 1);

            (await first.StopAsync()).ShouldBe(0, first.Program.Said());
            Processes.WithArgument(scenes["slow"]).ShouldBeEmpty("a clean stop ends Blender");
        }

        await using var second = await FarmUnderTest.StartAsync(_folder["farm"], "--separate");

        (await second.ServerApi().EndedAsync(id)).Status.ShouldBe("completed", second.Program.Said());
        (await Pictures.FramesOfVideoAsync(Path.Combine(_folder["frames"], "slow-1-4.mp4"))).ShouldBe(4);
    }

    public void Dispose() => _folder.Dispose();

    private async Task AllFramesAreWholeAsync()
    {
        for (var frame = 1; frame <= Frames; frame++)
            (await Pictures.PixelsAsync(Path.Combine(_folder["frames"], $"{frame:D6}.png"))).ShouldNotBeEmpty();
        (await Pictures.FramesOfVideoAsync(Path.Combine(_folder["frames"], $"slow-1-{Frames}.mp4"))).ShouldBe(Frames);
    }

    private static async Task TheSecondAttemptSkippedAsync(
        FarmUnderTest farm, Guid job, IEnumerable<string> whole, string half, DateTimeOffset started)
    {
        var rendering = (await farm.ServerApi().TasksAsync(job)).Tasks.Single(task => task.TaskType == "blender");
        var attempts = (await farm.ServerApi().TaskAsync(rendering.Id)).Attempts.ShouldNotBeNull();
        attempts.Select(attempt => attempt.Outcome).ShouldBe(["expired", "completed"]);
        (attempts[1].Assigned - started).ShouldBeLessThan(TimeSpan.FromSeconds(10), "work resumes within 10 s of the restart");

        var log = (await farm.RunAsync("logs", $"{rendering.Id}")).ShouldEndWith(0).Output;
        foreach (var path in whole)
            log.ShouldContain($"skipping existing frame \"{path}\"", Case.Insensitive);
        log.ShouldContain($"removed broken frame {half}", Case.Insensitive);
    }
}
