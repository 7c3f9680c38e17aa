using Flamenco.Grains.Interfaces.Managers;
using Flamenco.Grains.Interfaces.Tasks;

namespace Flamenco.Server.Tests.Grains;

[Collection(OnTheFarm.Name)]
public class WhenAnAnswerIsLost(TestFarm farm)
{
    [Fact]
    public async Task the_next_ask_gets_the_same_attempt()
    {
        var site = await farm.SiteAsync();
        var worker = await site.WorkerAsync();
        await site.SubmitAsync();
        var lost = await Eventually.SeeAsync("a task whose answer gets lost", worker.AskAndLoseTheAnswerAsync, answer => answer.Task is not null);

        var again = (await worker.AskAsync()).Task.ShouldNotBeNull();

        (again.Id, again.Attempt).ShouldBe((lost.Task!.Id, 1));
        again.Commands.ShouldBe(lost.Task.Commands);
        (await worker.ReportAsync(again, "completed")).ShouldBe(ReportResult.Accepted);
    }

    [Fact]
    public async Task a_slot_whose_attempt_still_runs_gets_nothing()
    {
        var site = await farm.SiteAsync();
        var worker = await site.WorkerAsync();
        await site.SubmitAsync(site.Echo(sleeps: 3));
        await worker.EndAsync(await worker.GetTaskAsync(), "completed");
        await worker.GetTaskAsync();

        (await worker.AskAsync()).Verdict.ShouldBe(AskVerdict.Nothing);
        (await worker.Grain.GetAsync()).ShouldNotBeNull().Attempts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_flamenco_3_worker_that_asks_again_gets_what_it_holds()
    {
        var site = await farm.SiteAsync();
        var worker = await site.WorkerAsync();
        await site.SubmitAsync();
        var first = await Eventually.SeeAsync("a task for a Flamenco 3 Worker", worker.AskAsFlamenco3Async, answer => answer.Task is not null);

        var second = await worker.AskAsFlamenco3Async();

        (second.Task.ShouldNotBeNull().Id, second.Task!.Attempt).ShouldBe((first.Task!.Id, 1));
    }
}
