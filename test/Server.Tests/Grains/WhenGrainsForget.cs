using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Managers;

namespace Flamenco.Server.Tests.Grains;

[Collection(OnTheFarm.Name)]
public class WhenGrainsForget(TestFarm farm)
{
    [Fact]
    public async Task a_job_goes_on_where_it_was()
    {
        var site = await farm.SiteAsync();
        var worker = await site.WorkerAsync();
        var job = await site.SubmitAsync(site.Echo(sleeps: 1));
        await worker.EndAsync(await worker.GetTaskAsync(), "completed");
        var second = await worker.GetTaskAsync();

        await farm.DeactivateAsync(farm.Grains.Job(job));
        await worker.EndAsync(second, "completed");

        await site.JobBecomesAsync(job, "completed");
    }

    [Fact]
    public async Task a_task_still_knows_who_has_it()
    {
        var site = await farm.SiteAsync();
        var worker = await site.WorkerAsync();
        await site.SubmitAsync();
        var task = await worker.GetTaskAsync();

        await farm.DeactivateAsync(farm.Grains.Task(task.Id));

        await worker.EndAsync(task, "completed");
        (await site.TaskAsync(task.Id)).Status.ShouldBe("completed");
    }

    [Fact]
    public async Task a_manager_hears_the_offers_of_its_jobs_again_and_keeps_what_it_announced()
    {
        var site = await farm.SiteAsync();
        var worker = await site.WorkerAsync();
        var job = await site.SubmitAsync();
        await site.Manager.AnnounceAsync(new Announcement { Url = "http://manager:8080", Version = "1.0" });

        await farm.DeactivateAsync(site.Manager);

        (await worker.GetTaskAsync()).Id.Job.ShouldBe(job);
        (await site.Manager.GetAsync()).ShouldNotBeNull().Url.ShouldBe("http://manager:8080");
    }

    [Fact]
    public async Task a_worker_still_has_what_it_holds()
    {
        var site = await farm.SiteAsync();
        var worker = await site.WorkerAsync();
        await site.SubmitAsync();
        var task = await worker.GetTaskAsync();

        await farm.DeactivateAsync(worker.Grain);

        (await worker.Grain.GetAsync()).ShouldNotBeNull().Attempts.ShouldHaveSingleItem().Task.ShouldBe(task.Id);
        (await worker.AliveAsync()).Stop.ShouldBeEmpty();
    }
}

/// <summary>These stop the farm, so they have one of their own.</summary>
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
