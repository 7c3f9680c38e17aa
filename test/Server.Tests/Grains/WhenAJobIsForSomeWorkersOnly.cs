using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Jobs;
using Flamenco.Grains.Interfaces.Tags;

namespace Flamenco.Server.Tests.Grains;

[Collection(OnTheFarm.Name)]
public class WhenAJobIsForSomeWorkersOnly(TestFarm farm)
{
    [Fact]
    public async Task only_a_worker_with_its_tag_gets_its_tasks()
    {
        var site = await farm.SiteAsync();
        var gpu = await TagAsync(site);
        var (one, other) = (await site.WorkerAsync("one"), await site.WorkerAsync("other"));
        await one.Grain.TagAsync(new TagWorker([gpu], TestSite.Artist));
        var job = await site.SubmitAsync(site.Echo() with { WorkerTag = gpu.ToString() });

        var task = await one.GetTaskAsync();

        task.Id.Job.ShouldBe(job);
        await one.EndAsync(task, "completed");
        await Eventually.SeeAsync("two more tasks", async () => (await site.Manager.GetAsync())!.OpenJobs, jobs => jobs == 1);
        (await other.AskAsync()).Task.ShouldBeNull();
        (await one.GetTaskAsync()).Id.Job.ShouldBe(job);
    }

    [Fact]
    public async Task a_worker_that_gets_the_tag_gets_the_task_with_its_next_ask()
    {
        var site = await farm.SiteAsync();
        var gpu = await TagAsync(site);
        var worker = await site.WorkerAsync();
        await site.SubmitAsync(site.Echo() with { WorkerTag = gpu.ToString() });
        await Eventually.SeeAsync("the offer", async () => (await site.Manager.GetAsync())!.OpenJobs, jobs => jobs == 1);
        (await worker.AskAsync()).Task.ShouldBeNull();

        await worker.Grain.TagAsync(new TagWorker([gpu], TestSite.Artist));

        (await worker.AskAsync()).Task.ShouldNotBeNull();
    }

    [Fact]
    public async Task a_job_that_loses_its_tag_is_for_everybody()
    {
        var site = await farm.SiteAsync();
        var gpu = await TagAsync(site);
        var worker = await site.WorkerAsync();
        await site.SubmitAsync(site.Echo() with { WorkerTag = gpu.ToString() });

        (await site.Grains.Tags(site.Id).DeleteAsync(gpu, TestSite.Artist)).ShouldBeTrue();

        await worker.GetTaskAsync();
    }

    [Fact]
    public async Task a_job_that_is_given_a_tag_is_no_longer_for_others()
    {
        var site = await farm.SiteAsync();
        var gpu = await TagAsync(site);
        var worker = await site.WorkerAsync();
        var job = await site.SubmitAsync();

        (await site.Grains.Job(job).TagAsync(new TagJob(gpu, TestSite.Artist, IdempotencyKey: null))).Verdict.ShouldBe(CommandVerdict.Accepted);

        (await worker.AskAsync()).Task.ShouldBeNull();
        (await site.JobAsync(job)).WorkerTag.ShouldBe(gpu.ToString());
        await worker.Grain.TagAsync(new TagWorker([gpu], TestSite.Artist));
        await worker.GetTaskAsync();
    }

    [Fact]
    public async Task a_tag_that_the_site_does_not_have_is_refused()
    {
        var (site, elsewhere) = (await farm.SiteAsync(), await farm.SiteAsync());
        var gpu = await TagAsync(elsewhere);

        var result = await site.Grains.Job(JobId.Create(Some.Moment)).SubmitAsync(site.Echo() with { WorkerTag = gpu.ToString() });

        result.ShouldBeOfType<SubmitResult.Rejected>().Problems.ShouldHaveSingleItem().ShouldContain(gpu.ToString());
    }

    private static async Task<TagId> TagAsync(TestSite site) =>
        (await site.Grains.Tags(site.Id).CreateAsync(new ChangeTag("gpu", Description: null, TestSite.Artist))).Tag!.Id;
}
