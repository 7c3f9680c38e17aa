using Flamenco.Domain.Identity;
using Flamenco.Domain.Workers;
using Flamenco.Storage;
using Flamenco.Storage.Workers;

namespace Flamenco.Server.Tests.Stores;

public abstract class WhenAWorkerIsStored<TStore> : StoreTests<TStore>
    where TStore : StoreUnderTest, new()
{
    private readonly ManagerId _site = Some.Site();

    [Fact]
    public async Task it_is_there_as_it_registered()
    {
        var worker = Some.WorkerRow(_site, "render-01", WorkerStatus.Registered) with { TaskTypes = ["blender", "ffmpeg"] };

        (await Workers.RegisterAsync(worker)).ShouldBeOfType<Written<WorkerRow>.Applied>();

        var row = (await Workers.FindAsync(worker.Id)).ShouldNotBeNull();
        (row.Name, row.Manager, row.SecretHash, row.Status, row.Registered).ShouldBe(("render-01", _site, "hash", WorkerStatus.Registered, Some.Moment));
        row.TaskTypes.ShouldBe(["blender", "ffmpeg"]);
    }

    [Fact]
    public async Task nobody_else_can_register_under_its_id()
    {
        var worker = Some.WorkerRow(_site, "render-01");
        await Workers.RegisterAsync(worker);

        var second = await Workers.RegisterAsync(worker with { Name = "impostor", SecretHash = "another" });

        second.ShouldBeOfType<Written<WorkerRow>.Conflict>();
        (await Workers.FindAsync(worker.Id)).ShouldNotBeNull().SecretHash.ShouldBe("hash");
    }

    [Fact]
    public async Task signing_on_changes_what_it_says_of_itself_and_not_its_secret()
    {
        var worker = Some.WorkerRow(_site, "old", WorkerStatus.Registered);
        await Workers.RegisterAsync(worker);

        await Workers.SignOnAsync(worker with { Name = "new", TaskTypes = ["blender"], Status = WorkerStatus.Starting, SecretHash = "forged" });

        var row = (await Workers.FindAsync(worker.Id)).ShouldNotBeNull();
        (row.Name, row.Status, row.SecretHash, row.LastSeen).ShouldBe(("new", WorkerStatus.Starting, "hash", (DateTimeOffset?)Some.Moment));
        row.TaskTypes.ShouldBe(["blender"]);
    }

    [Fact]
    public async Task its_status_and_what_is_asked_of_it_are_kept()
    {
        var worker = Some.WorkerRow(_site, "render-01");
        await Workers.RegisterAsync(worker);

        await Workers.StatusAsync(worker.Id, WorkerStatus.Awake, WorkerStatus.Asleep);

        var row = (await Workers.FindAsync(worker.Id)).ShouldNotBeNull();
        (row.Status, row.Requested).ShouldBe((WorkerStatus.Awake, (WorkerStatus?)WorkerStatus.Asleep));
    }

    [Fact]
    public async Task one_that_nobody_knows_is_missing()
    {
        var worker = Some.WorkerRow(_site, "render-01");

        (await Workers.FindAsync(worker.Id)).ShouldBeNull();
        (await Workers.SignOnAsync(worker)).ShouldBeOfType<Written<WorkerRow>.Missing>();
        (await Workers.StatusAsync(worker.Id, WorkerStatus.Awake, requested: null)).ShouldBeOfType<Written<WorkerRow>.Missing>();
    }

    [Fact]
    public async Task lists_have_those_that_signed_on_by_name_and_by_site()
    {
        foreach (var name in (string[])["c", "a", "b"])
            await Workers.RegisterAsync(Some.WorkerRow(_site, name));
        await Workers.RegisterAsync(Some.WorkerRow(_site, "never", WorkerStatus.Registered));
        await Workers.RegisterAsync(Some.WorkerRow(Some.Site(), "elsewhere"));

        (await Workers.ListAsync(_site)).Select(worker => worker.Name).ShouldBe(["a", "b", "c"]);
        (await Workers.ListAsync(manager: null)).Select(worker => worker.Name).ShouldBe(["a", "b", "c", "elsewhere"]);
    }
}
