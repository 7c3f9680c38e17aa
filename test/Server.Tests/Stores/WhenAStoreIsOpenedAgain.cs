using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Storage;
using Flamenco.Storage.Access;
using Flamenco.Storage.Managers;
using Flamenco.Storage.Tasks;

namespace Flamenco.Server.Tests.Stores;

public abstract class WhenAStoreIsOpenedAgain<TStore> : StoreTests<TStore>
    where TStore : StoreUnderTest, new()
{
    [Fact]
    public async Task everything_that_was_acknowledged_is_there()
    {
        var site = new ManagerRow(Some.Site(), "main");
        await Managers.AddAsync(site);
        await Tokens.AddAsync([1, 2, 3], new TokenRow("owner", "admin", null, null));
        var worker = Some.WorkerRow(site.Id, "render-01");
        await Workers.RegisterAsync(worker);
        var job = (await StoredAsync(Some.Job(Some.Tasks(3)) with { Manager = site.Id, By = Some.ArtistWith("key"), Fingerprint = "f" })).Id;
        await AssignedAsync(job.Task(1), worker.Id);
        await CompleteAsync(job.Task(1), attempt: 1);
        await AssignedAsync(job.Task(2), worker.Id);
        var before = await JobAsync(job);
        var log = await Jobs.OperationsAsync(job);

        await ReopenAsync();

        (await JobAsync(job)).ShouldBe(before);
        (await StatusesAsync(job)).ShouldBe([RenderTaskStatus.Completed, RenderTaskStatus.Active, RenderTaskStatus.Queued]);
        (await Store.Commands.CommandsAsync(job.Task(3))).ShouldNotBeNull().ShouldContain("command of 3");
        (await Tasks.HeldByAsync(worker.Id)).ShouldHaveSingleItem().Task.ShouldBe(job.Task(2));
        (await Jobs.OperationsAsync(job)).ShouldBe(log);
        (await Jobs.FindByKeyAsync("ada", "key")).ShouldBe((job, "f"));
        (await Workers.FindAsync(worker.Id)).ShouldNotBeNull().Name.ShouldBe("render-01");
        (await Tokens.FindAsync([1, 2, 3])).ShouldNotBeNull().Name.ShouldBe("owner");
        (await Managers.ListAsync()).ShouldHaveSingleItem().Id.ShouldBe(site.Id);
    }

    [Fact]
    public async Task the_fences_still_hold()
    {
        var job = (await StoredAsync(Some.Job(Some.Tasks(2)))).Id;
        var stale = await AskForAsync(job.Task(2));
        await AssignedAsync(job.Task(1));
        await CommandedAsync(job, JobCommand.RequeueAll);

        await ReopenAsync();

        (await Tasks.AssignAsync(stale)).ShouldBeOfType<AssignOutcome.Changed>();
        (await CompleteAsync(job.Task(1), attempt: 1)).ShouldBeOfType<Written<StoredTask>.Conflict>();
        (await Tasks.AssignAsync(await AskForAsync(job.Task(1)))).ShouldBeOfType<AssignOutcome.Changed>().Task.Held.ShouldBe(1);
    }

    [Fact]
    public async Task a_cursor_from_before_is_still_good()
    {
        var job = (await StoredAsync(Some.Job(Some.Tasks(2)))).Id;
        var cursor = (await Jobs.TableAsync(job)).ShouldNotBeNull().Cursor;

        await ReopenAsync();
        await AssignedAsync(job.Task(2));

        (await Jobs.ChangesAsync(job, cursor)).ShouldNotBeNull().Tasks.ShouldHaveSingleItem().Number.ShouldBe(2u);
    }

    [Fact]
    public async Task attempt_numbers_go_on_where_they_were()
    {
        var task = (await StoredAsync(Some.Job())).Id.Task(1);
        await AssignedAsync(task);
        await ExpireAsync(task, attempt: 1);

        await ReopenAsync();

        (await AssignedAsync(task)).Attempt.ShouldBe(2);
    }

    private async Task ReopenAsync()
    {
        await Store.CloseAsync();
        await Store.OpenAsync();
    }
}
