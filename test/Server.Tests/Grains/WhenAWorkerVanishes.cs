using Flamenco.Domain.Workers;
using Flamenco.Grains.Interfaces.Managers;
using Flamenco.Grains.Interfaces.Tasks;

namespace Flamenco.Server.Tests.Grains;

public sealed class WhenAWorkerVanishes(TestFarm farm) : IClassFixture<TestFarm>
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);

    private Guid _gateway = Guid.NewGuid();

    [Fact]
    public async Task its_task_is_queued_again_when_nobody_has_seen_it_for_40_seconds_and_another_gets_it()
    {
        var site = await farm.SiteAsync();
        var (gone, task) = await RenderingAsync(site);
        var other = await site.WorkerAsync("other");

        await ReportsAsync(site, times: 4, other);
        (await site.TaskAsync(task.Id)).Status.ShouldBe("active");
        await ReportsAsync(site, times: 1, other);

        (await site.TaskAsync(task.Id)).Status.ShouldBe("queued");
        (await gone.Grain.GetAsync()).ShouldNotBeNull().Status.ShouldBe("error");
        (await other.GetTaskAsync()).Attempt.ShouldBe(2);
    }

    [Fact]
    public async Task what_is_held_for_it_is_free_again()
    {
        var site = await farm.SiteAsync();
        var (gone, task) = await RenderingAsync(site);
        await site.Grains.GetGrain<ITaskGrain>(task.Id.Value).CommandAsync(new CommandTask
        {
            Command = Flamenco.Domain.Tasks.SingleTaskCommand.Requeue, Actor = TestSite.Artist, Reason = "again",
        });

        await ReportsAsync(site, times: 5);

        (await gone.Grain.GetAsync()).ShouldNotBeNull().Attempts.ShouldBeEmpty();
        (await (await site.WorkerAsync("other")).GetTaskAsync()).Attempt.ShouldBe(2);
    }

    [Fact]
    public async Task its_late_result_is_stale()
    {
        var site = await farm.SiteAsync();
        var (gone, task) = await RenderingAsync(site);
        await ReportsAsync(site, times: 5);

        (await gone.ReportAsync(task, "completed")).ShouldBe(ReportResult.Stale);

        (await site.TaskAsync(task.Id)).Status.ShouldBe("queued");
    }

    [Fact]
    public async Task it_gets_tasks_again_as_soon_as_it_asks_and_need_not_sign_on()
    {
        var site = await farm.SiteAsync();
        var (gone, _) = await RenderingAsync(site);
        await ReportsAsync(site, times: 5);

        var answer = await gone.AskAsFlamenco3Async();

        answer.Verdict.ShouldBe(AskVerdict.Assigned);
        (await gone.Grain.GetAsync()).ShouldNotBeNull().Status.ShouldBe("awake");
    }

    [Fact]
    public async Task it_is_what_it_was_as_soon_as_its_Manager_sees_it()
    {
        var site = await farm.SiteAsync();
        var worker = await site.WorkerAsync();
        await worker.Grain.StateChangedAsync("asleep");
        await ReportsAsync(site, times: 5);
        (await worker.Grain.GetAsync()).ShouldNotBeNull().Status.ShouldBe("error");

        await ReportsAsync(site, times: 1, worker);

        (await worker.Grain.GetAsync()).ShouldNotBeNull().Status.ShouldBe("asleep");
    }

    [Fact]
    public async Task one_that_signed_off_stays_offline()
    {
        var site = await farm.SiteAsync();
        var worker = await site.WorkerAsync();
        await worker.Grain.SignOffAsync();

        await ReportsAsync(site, times: 6);

        (await worker.Grain.GetAsync()).ShouldNotBeNull().Status.ShouldBe("offline");
    }

    [Fact]
    public async Task a_Manager_that_was_away_judges_nobody_by_the_time_before()
    {
        var site = await farm.SiteAsync();
        var (_, task) = await RenderingAsync(site);
        await ReportsAsync(site, times: 3);

        farm.Time.Pass(TimeSpan.FromMinutes(10));
        _gateway = Guid.NewGuid();
        await ReportsAsync(site, times: 4);

        (await site.TaskAsync(task.Id)).Status.ShouldBe("active");
    }

    [Fact]
    public async Task a_Manager_that_the_Server_forgot_misses_it_all_the_same()
    {
        var site = await farm.SiteAsync();
        var (_, task) = await RenderingAsync(site);
        await ReportsAsync(site, times: 3);
        await farm.DeactivateAsync(site.Manager);

        await ReportsAsync(site, times: 4);
        (await site.TaskAsync(task.Id)).Status.ShouldBe("active");
        await ReportsAsync(site, times: 1);

        (await site.TaskAsync(task.Id)).Status.ShouldBe("queued");
    }

    [Fact]
    public async Task a_wall_clock_that_jumps_changes_nothing()
    {
        var site = await farm.SiteAsync();
        var (worker, task) = await RenderingAsync(site);
        await ReportsAsync(site, times: 1, worker);

        farm.Time.Set(TimeSpan.FromHours(1));
        await ReportsAsync(site, times: 2);
        farm.Time.Set(TimeSpan.FromHours(-1));
        await ReportsAsync(site, times: 1);
        farm.Time.Set(TimeSpan.Zero);

        (await site.TaskAsync(task.Id)).Status.ShouldBe("active");
        (await worker.ReportAsync(task, "completed")).ShouldBe(ReportResult.Accepted);
    }

    [Fact]
    public async Task a_word_of_its_loss_that_comes_when_it_is_there_again_changes_nothing()
    {
        var site = await farm.SiteAsync();
        var (worker, task) = await RenderingAsync(site);
        await worker.AliveAsync();

        (await worker.Grain.LostAsync("late")).ShouldBeFalse();

        (await site.TaskAsync(task.Id)).Status.ShouldBe("active");
    }

    [Fact]
    public async Task what_its_grain_did_not_finish_is_finished_by_whoever_finds_it()
    {
        var site = await farm.SiteAsync();
        var (worker, task) = await RenderingAsync(site);
        await farm.Workers.StatusAsync(worker.Id, WorkerStatus.Error, requested: null, lostFrom: WorkerStatus.Awake);
        (await farm.Leases.OverdueAsync()).ShouldContain(overdue => overdue.Worker == worker.Id);

        await worker.Grain.ReleaseAsync();

        (await site.TaskAsync(task.Id)).Status.ShouldBe("queued");
        (await farm.Leases.OverdueAsync()).ShouldNotContain(overdue => overdue.Worker == worker.Id);
    }

    [Fact]
    public async Task nothing_is_taken_from_one_that_works()
    {
        var site = await farm.SiteAsync();
        var (worker, task) = await RenderingAsync(site);

        await worker.Grain.ReleaseAsync();

        (await site.TaskAsync(task.Id)).Status.ShouldBe("active");
    }

    private static async Task<(TestWorker Worker, AssignedTaskView Task)> RenderingAsync(TestSite site)
    {
        var worker = await site.WorkerAsync();
        await site.SubmitAsync();
        return (worker, await worker.GetTaskAsync());
    }

    /// <summary>The gateway reports at once if it never did, and then so often, a beat apart, that it sees these.</summary>
    private async Task ReportsAsync(TestSite site, int times, params TestWorker[] seen)
    {
        for (var time = 0; time < times; time++)
        {
            farm.Time.Pass(Beat);
            await site.Manager.SeenAsync(new SightingReport
            {
                Gateway = _gateway, Seen = [.. seen.Select(worker => new WorkerSighting(worker.Id, TimeSpan.Zero))],
            });
        }
    }
}
