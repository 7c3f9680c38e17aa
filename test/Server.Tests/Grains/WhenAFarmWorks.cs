using Flamenco.Grains.Interfaces.Managers;
using Flamenco.Grains.Interfaces.Tasks;

namespace Flamenco.Server.Tests.Grains;

[Collection(OnTheFarm.Name)]
public class WhenAFarmWorks(TestFarm farm)
{
    [Fact]
    public async Task a_job_goes_from_its_first_task_over_the_dependents_to_completed()
    {
        var site = await farm.SiteAsync();
        var worker = await site.WorkerAsync();
        var job = await site.SubmitAsync(site.Echo(sleeps: 2));

        var done = new List<uint>();
        while (done.Count < 3)
        {
            var task = await worker.GetTaskAsync();
            done.Add(task.Id.Number);
            await worker.EndAsync(task, "completed");
        }

        done.ShouldBe([1u, 2u, 3u]);
        var view = await site.JobBecomesAsync(job, "completed");
        (view.StepsCompleted, view.StepsTotal).ShouldBe((3, 3));
        view.TaskCounts.ShouldBe(new Dictionary<string, int> { ["completed"] = 3 }, ignoreOrder: true);
        (await worker.AskAsync()).Verdict.ShouldBe(AskVerdict.Nothing);
    }

    [Fact]
    public async Task a_dependent_waits_for_what_it_depends_on()
    {
        var site = await farm.SiteAsync();
        var job = await site.SubmitAsync(site.Echo(sleeps: 2));
        var first = await site.WorkerAsync("first");
        var second = await site.WorkerAsync("second");

        var task = await first.GetTaskAsync();
        var other = await second.AskAsync();

        task.Id.ShouldBe(job.Task(1));
        other.Verdict.ShouldBe(AskVerdict.Nothing);
    }

    [Fact]
    public async Task workers_that_ask_at_once_get_different_tasks()
    {
        var site = await farm.SiteAsync();
        await site.SubmitAsync(site.Echo(sleeps: 8));
        var opener = await site.WorkerAsync("opener");
        await opener.EndAsync(await opener.GetTaskAsync(), "completed");
        var workers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => site.WorkerAsync($"render-{number}")));

        var tasks = await Task.WhenAll(workers.Select(worker => worker.GetTaskAsync()));

        tasks.Select(task => task.Id.Number).Order().ShouldBe([2u, 3u, 4u, 5u, 6u, 7u, 8u, 9u]);
    }

    [Fact]
    public async Task the_job_with_the_higher_priority_is_served_first()
    {
        var site = await farm.SiteAsync();
        await site.SubmitAsync(site.Echo(priority: 20));
        var urgent = await site.SubmitAsync(site.Echo(priority: 80));
        await Eventually.SeeAsync("offers of both jobs", async () => (await site.Manager.GetAsync())!.OpenJobs, jobs => jobs == 2);

        var task = await (await site.WorkerAsync()).GetTaskAsync();

        task.Id.Job.ShouldBe(urgent);
        task.JobPriority.ShouldBe(80);
    }

    [Fact]
    public async Task progress_and_activity_show_on_the_task_and_count_for_the_job()
    {
        var site = await farm.SiteAsync();
        var job = await site.SubmitAsync();
        var worker = await site.WorkerAsync();
        var task = await worker.GetTaskAsync();

        await worker.ReportAsync(task, "active", "halfway there", steps: 1);

        var view = await site.TaskAsync(task.Id);
        (view.Status, view.Activity, view.StepsCompleted, view.Worker!.Id).ShouldBe(("active", "halfway there", 1, worker.Id));
        (await site.JobAsync(job)).StepsCompleted.ShouldBe(1);
    }

    [Fact]
    public async Task a_result_that_is_reported_twice_is_taken_once()
    {
        var site = await farm.SiteAsync();
        var job = await site.SubmitAsync(site.Echo(sleeps: 1));
        var worker = await site.WorkerAsync();
        var task = await worker.GetTaskAsync();

        (await worker.ReportAsync(task, "completed")).ShouldBe(ReportResult.Accepted);
        (await worker.ReportAsync(task, "completed")).ShouldBe(ReportResult.Accepted);
        (await worker.ReportAsync(task, "failed")).ShouldBe(ReportResult.Stale);

        (await site.JobAsync(job)).TaskCounts.ShouldBe(new Dictionary<string, int> { ["completed"] = 1, ["queued"] = 1 }, ignoreOrder: true);
    }

    [Fact]
    public async Task nobody_reports_for_an_attempt_of_somebody_else()
    {
        var site = await farm.SiteAsync();
        await site.SubmitAsync();
        var worker = await site.WorkerAsync();
        var task = await worker.GetTaskAsync();
        var other = await site.WorkerAsync("other");

        (await other.ReportAsync(task, "completed")).ShouldBe(ReportResult.Stale);
        (await site.TaskAsync(task.Id)).Status.ShouldBe("active");
    }

    [Fact]
    public async Task a_worker_of_another_site_gets_nothing_of_this_one()
    {
        var site = await farm.SiteAsync();
        await site.SubmitAsync();
        await Eventually.SeeAsync("the offer", async () => (await site.Manager.GetAsync())!.OpenJobs, jobs => jobs == 1);
        var elsewhere = await (await farm.SiteAsync()).WorkerAsync();

        (await elsewhere.AskAsync()).Verdict.ShouldBe(AskVerdict.Nothing);
    }
}
