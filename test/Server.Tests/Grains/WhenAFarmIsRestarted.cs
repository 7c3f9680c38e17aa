
namespace Flamenco.Server.Tests.Grains;

/// <summary>Stops the farm, so it has one of its own.</summary>
public sealed class WhenAFarmIsRestarted : IAsyncLifetime
{
    private readonly TestFarm _farm = new();

    public Task InitializeAsync() => _farm.InitializeAsync();

    public Task DisposeAsync() => _farm.DisposeAsync();

    [Fact]
    public async Task jobs_and_half_done_tasks_go_on_where_they_were()
    {
        var site = await _farm.SiteAsync();
        var worker = await site.WorkerAsync();
        var job = await site.SubmitAsync(site.Echo(sleeps: 2));
        await worker.EndAsync(await worker.GetTaskAsync(), "completed");
        var running = await worker.GetTaskAsync();
        await worker.ReportAsync(running, "active", "on it");

        await _farm.RestartAsync();

        (await site.TaskAsync(running.Id)).Activity.ShouldBe("on it");
        await worker.EndAsync(running, "completed");
        await worker.EndAsync(await worker.GetTaskAsync(), "completed");
        (await site.JobBecomesAsync(job, "completed")).TaskCounts.ShouldBe(new Dictionary<string, int> { ["completed"] = 3 }, ignoreOrder: true);
        (await _farm.Jobs.UnfinishedAsync()).ShouldBeEmpty();
    }
}
