using Flamenco.Domain.Jobs;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Jobs;
using Flamenco.Grains.Interfaces.Tags;

namespace Flamenco.Server.Tests.Grains;

[Collection(OnTheFarm.Name)]
public class WhenSomebodyAsksWhy(TestFarm farm)
{
    [Fact]
    public async Task a_task_that_runs_names_its_worker()
    {
        var site = await farm.SiteAsync();
        var worker = await site.WorkerAsync("ada's machine");
        await site.SubmitAsync();
        var task = await worker.GetTaskAsync();

        var why = await WhyAsync(site, task.Id.Job, task.Id.Number);

        (why.Code, why.Words).ShouldBe(("running", "a Worker runs it (attempt 1): ada's machine"));
        why.Workers.ShouldBe([worker.Id]);
        (await site.Manager.WhyAsync(worker.Id)).ShouldNotBeNull().Tasks.ShouldBe([task.Id]);
    }

    [Fact]
    public async Task a_task_that_waits_for_another_names_it()
    {
        var site = await farm.SiteAsync();
        var job = await site.SubmitAsync();

        (await WhyAsync(site, job, task: 2)).Tasks.ShouldBe([job.Task(1)]);
    }

    [Fact]
    public async Task a_job_whose_tag_nobody_has_names_the_tag()
    {
        var site = await farm.SiteAsync();
        var worker = await site.WorkerAsync();
        var tag = (await site.Grains.Tags(site.Id).CreateAsync(new ChangeTag("big machines", Description: null, TestSite.Artist))).Tag!;
        var job = await site.SubmitAsync(site.Echo() with { WorkerTag = tag.Id.ToString() });

        var why = await WhyAsync(site, job);

        why.Code.ShouldBe("no-worker-with-tag");
        why.Words.ShouldContain("big machines");
        (await site.Manager.WhyAsync(worker.Id)).ShouldNotBeNull().Code.ShouldBe("nothing-offered");
    }

    [Fact]
    public async Task a_free_worker_would_get_what_it_then_gets()
    {
        var site = await farm.SiteAsync();
        var worker = await site.WorkerAsync();
        await site.SubmitAsync(site.Echo(priority: 10));
        await site.SubmitAsync(site.Echo(priority: 90));
        await Eventually.SeeAsync("both offers", async () => (await site.Manager.GetAsync())!.OpenJobs, jobs => jobs == 2);

        var why = (await site.Manager.WhyAsync(worker.Id)).ShouldNotBeNull();

        why.Code.ShouldBe("may-start");
        (await worker.AskAsync()).Task!.Id.ShouldBe(why.Tasks.ShouldHaveSingleItem());
    }

    [Fact]
    public async Task a_paused_job_and_a_worker_that_sleeps_say_so()
    {
        var site = await farm.SiteAsync();
        var worker = await site.WorkerAsync();
        var job = await site.SubmitAsync();
        await site.CommandAsync(job, JobCommand.Pause);
        await site.JobBecomesAsync(job, "paused");
        await worker.Grain.StateChangedAsync("asleep");

        (await WhyAsync(site, job)).Code.ShouldBe("paused");
        (await WhyAsync(site, job, task: 1)).Code.ShouldBe("paused");
        (await site.Manager.WhyAsync(worker.Id)).ShouldNotBeNull().Code.ShouldBe("not-awake");
    }

    [Fact]
    public async Task nobody_answers_for_what_is_not_there()
    {
        var site = await farm.SiteAsync();
        var job = await site.SubmitAsync();

        (await site.Grains.Job(job).WhyAsync(task: 99)).ShouldBeNull();
        (await site.Grains.Job(Some.Job().Id).WhyAsync(task: null)).ShouldBeNull();
        (await site.Manager.WhyAsync(Some.Worker())).ShouldBeNull();
    }

    private static async Task<WhyView> WhyAsync(TestSite site, Domain.Identity.JobId job, uint? task = null) =>
        (await site.Grains.Job(job).WhyAsync(task)).ShouldNotBeNull();
}
