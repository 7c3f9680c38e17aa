using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Storage.Jobs;

namespace Flamenco.Server.Tests.Stores;

public abstract class WhenThingsAreListed<TStore> : StoreTests<TStore>
    where TStore : StoreUnderTest, new()
{
    [Fact]
    public async Task jobs_are_in_order_newest_first()
    {
        var first = await StoredLaterAsync(Some.Job());
        var second = await StoredLaterAsync(Some.Job());
        var third = await StoredLaterAsync(Some.Job());

        var list = await Jobs.ListAsync(10, after: null, manager: null);

        list.Select(job => job.Id).ShouldBe([third, second, first]);
    }

    [Fact]
    public async Task pages_of_jobs_have_each_job_once_even_those_of_one_moment()
    {
        var stored = new List<JobId>();
        for (var number = 0; number < 7; number++)
            stored.Add((await StoredAsync(Some.Job())).Id);
        stored.Add(await StoredLaterAsync(Some.Job()));

        var seen = new List<JobId>();
        IReadOnlyList<JobRow> page = await Jobs.ListAsync(3, after: null, manager: null);
        for (; page.Count > 0; page = await Jobs.ListAsync(3, after: seen[^1], manager: null))
            seen.AddRange(page.Select(job => job.Id));

        seen.ShouldBe(stored, ignoreOrder: true);
        seen[0].ShouldBe(stored[^1]);
    }

    [Fact]
    public async Task jobs_of_one_site_are_apart_from_others()
    {
        var mine = await StoredAsync(Some.Job());
        await StoredAsync(Some.Job());

        (await Jobs.ListAsync(10, after: null, mine.Manager)).ShouldHaveSingleItem().Id.ShouldBe(mine.Id);
    }

    [Fact]
    public async Task unfinished_jobs_are_those_that_may_go_on_by_themselves()
    {
        var queued = (await StoredAsync(Some.Job())).Id;
        var active = (await StoredAsync(Some.Job())).Id;
        await AssignedAsync(active.Task(1));
        var pausing = (await StoredAsync(Some.Job())).Id;
        await AssignedAsync(pausing.Task(1));
        await CommandedAsync(pausing, JobCommand.Pause);
        await StoredAsync(Some.Job() with { Paused = true });
        var canceled = (await StoredAsync(Some.Job())).Id;
        await CommandedAsync(canceled, JobCommand.Cancel);

        var unfinished = await Jobs.UnfinishedAsync();

        unfinished.ShouldBe([queued, active, pausing], ignoreOrder: true);
    }

    [Fact]
    public async Task tasks_are_in_the_order_of_the_job_page_by_page()
    {
        var job = (await StoredAsync(Some.Job(Some.Tasks(5)))).Id;

        var first = await Tasks.ListAsync(job, limit: 3, after: 0);
        var second = await Tasks.ListAsync(job, limit: 3, after: first[^1].Task.Id.Number);

        first.Select(row => row.Task.Id.Number).ShouldBe([1u, 2u, 3u]);
        second.Select(row => row.Task.Id.Number).ShouldBe([4u, 5u]);
        (await Tasks.ListAsync(job, limit: 3, after: 5)).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_task_shows_the_worker_that_had_it_last()
    {
        var job = await StoredAsync(Some.Job(Some.Tasks(2)));
        var worker = Some.WorkerRow(job.Manager, "render-07");
        await Workers.RegisterAsync(worker);
        await AssignedAsync(job.Id.Task(1));
        await ExpireAsync(job.Id.Task(1), attempt: 1);
        await AssignedAsync(job.Id.Task(1), worker.Id);

        var list = await Tasks.ListAsync(job.Id, limit: 10, after: 0);

        (list[0].Worker, list[0].WorkerName, list[0].WorkerAddress).ShouldBe((worker.Id, "render-07", "10.0.0.7"));
        list[1].Worker.ShouldBeNull();
    }

    private async Task<JobId> StoredLaterAsync(NewJob job)
    {
        Store.Time.Advance(TimeSpan.FromSeconds(1));
        return (await StoredAsync(job)).Id;
    }
}
