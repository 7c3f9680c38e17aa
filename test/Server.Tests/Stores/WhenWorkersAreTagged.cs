using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Storage;
using Flamenco.Storage.Tags;
using Flamenco.Storage.Workers;

namespace Flamenco.Server.Tests.Stores;

public abstract class WhenWorkersAreTagged<TStore> : StoreTests<TStore>
    where TStore : StoreUnderTest, new()
{
    private readonly ManagerId _site = Some.Site();

    private ITagStore Tags => Store.Tags;

    [Fact]
    public async Task a_tag_is_there_once_in_its_site()
    {
        var tag = await TagAsync("gpu");

        (await Tags.CreateAsync(new TagRow(new TagId(Guid.NewGuid()), _site, "gpu", ""), Some.Artist)).ShouldBeOfType<Written<TagRow>.Conflict>();
        (await Tags.CreateAsync(new TagRow(new TagId(Guid.NewGuid()), Some.Site(), "gpu", ""), Some.Artist)).ShouldBeOfType<Written<TagRow>.Applied>();

        (await Tags.FindAsync(tag.Id)).ShouldBe(tag);
        (await Tags.ListAsync(_site)).ShouldBe([tag]);
    }

    [Fact]
    public async Task tags_are_listed_by_name()
    {
        foreach (var name in (string[])["c", "a", "b"])
            await TagAsync(name);

        (await Tags.ListAsync(_site)).Select(tag => tag.Name).ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public async Task a_tag_can_be_given_another_name_but_not_that_of_another()
    {
        var (tag, other) = (await TagAsync("gpu"), await TagAsync("cpu"));
        var renamed = tag with { Name = "big", Description = "those with 48 GB" };

        (await Tags.UpdateAsync(renamed, Some.Artist)).ShouldBeOfType<Written<TagRow>.Applied>();
        (await Tags.UpdateAsync(renamed, Some.Artist)).ShouldBeOfType<Written<TagRow>.Repeated>();
        (await Tags.UpdateAsync(renamed with { Name = other.Name }, Some.Artist)).ShouldBeOfType<Written<TagRow>.Conflict>();
        (await Tags.UpdateAsync(renamed with { Manager = Some.Site() }, Some.Artist)).ShouldBeOfType<Written<TagRow>.Missing>();

        (await Tags.FindAsync(tag.Id)).ShouldBe(renamed);
    }

    [Fact]
    public async Task a_worker_has_exactly_the_tags_that_it_was_given_last()
    {
        var (gpu, cpu, night) = (await TagAsync("gpu"), await TagAsync("cpu"), await TagAsync("night"));
        var worker = await WorkerAsync();

        await Tags.AssignAsync(worker, [gpu.Id, cpu.Id], Some.Artist);
        var written = await Tags.AssignAsync(worker, [night.Id, cpu.Id], Some.Artist);

        written.ShouldBeOfType<Written<WorkerRow>.Applied>().Row.Tags.ShouldBe([cpu.Id, night.Id], ignoreOrder: true);
        (await Workers.FindAsync(worker))!.Profile.Tags.ShouldBe([cpu.Id.ToString(), night.Id.ToString()], ignoreOrder: true);
        (await Workers.ListAsync(_site))[0].Tags.Count.ShouldBe(2);
        (await Tags.AssignAsync(worker, [cpu.Id, night.Id], Some.Artist)).ShouldBeOfType<Written<WorkerRow>.Repeated>();
    }

    [Fact]
    public async Task what_a_worker_says_of_itself_does_not_change_its_tags()
    {
        var gpu = await TagAsync("gpu");
        var worker = await WorkerAsync();
        await Tags.AssignAsync(worker, [gpu.Id], Some.Artist);

        await Workers.SignOnAsync((await Workers.FindAsync(worker))! with { Name = "other", Tags = [] });

        (await Workers.FindAsync(worker))!.Tags.ShouldBe([gpu.Id]);
    }

    [Fact]
    public async Task a_worker_gets_no_tag_of_another_site()
    {
        var elsewhere = new TagRow(new TagId(Guid.NewGuid()), Some.Site(), "gpu", "");
        await Tags.CreateAsync(elsewhere, Some.Artist);
        var worker = await WorkerAsync();

        (await Tags.AssignAsync(worker, [elsewhere.Id], Some.Artist)).ShouldBeOfType<Written<WorkerRow>.Conflict>();
        (await Tags.AssignAsync(Some.Worker(), [], Some.Artist)).ShouldBeOfType<Written<WorkerRow>.Missing>();

        (await Workers.FindAsync(worker))!.Tags.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_deleted_tag_is_nobodys_and_its_jobs_are_for_everybody()
    {
        var gpu = await TagAsync("gpu");
        var worker = await WorkerAsync();
        await Tags.AssignAsync(worker, [gpu.Id], Some.Artist);
        var job = await StoredAsync(Some.Job() with { Manager = _site, WorkerTag = gpu.Id.ToString() });
        var other = await StoredAsync(Some.Job() with { Manager = _site });

        (await Tags.DeleteAsync(gpu.Id, Some.Site(), Some.Artist)).ShouldBeNull();
        (await Tags.DeleteAsync(gpu.Id, _site, Some.Artist)).ShouldNotBeNull().Jobs.ShouldBe([job.Id]);
        (await Tags.DeleteAsync(gpu.Id, _site, Some.Artist)).ShouldBeNull();

        (await Workers.FindAsync(worker))!.Tags.ShouldBeEmpty();
        var after = await JobAsync(job.Id);
        (after.WorkerTag, after.Generation).ShouldBe((null, job.Generation + 1));
        (await JobAsync(other.Id)).Generation.ShouldBe(other.Generation);
        (await Jobs.OperationsAsync(job.Id))[^1].What.ShouldBe("tag");
    }

    [Fact]
    public async Task a_tag_that_goes_during_a_sweep_does_not_stop_it()
    {
        var gpu = await TagAsync("gpu");
        var job = await StoredAsync(Some.Job() with { Manager = _site, WorkerTag = gpu.Id.ToString() });
        await Jobs.CommandAsync(job.Id, JobCommand.Cancel, Some.Artist);

        await Tags.DeleteAsync(gpu.Id, _site, Some.Artist);

        (await CarriedAsync(job.Id)).Status.ShouldBe(JobStatus.Canceled);
    }

    [Fact]
    public async Task a_job_that_is_for_others_now_has_a_new_generation()
    {
        var gpu = await TagAsync("gpu");
        var job = await StoredAsync(Some.Job() with { Manager = _site });

        (await Jobs.TagAsync(job.Id, gpu.Id, Some.ArtistWith("once"))).ShouldBeOfType<Commanded.Applied>();
        (await Jobs.TagAsync(job.Id, gpu.Id, Some.ArtistWith("once"))).ShouldBeOfType<Commanded.Repeated>();

        var after = await JobAsync(job.Id);
        (after.WorkerTag, after.Generation).ShouldBe((gpu.Id.ToString(), job.Generation + 1));
        (await Jobs.ChangesAsync(job.Id, cursor: 0))!.Job.WorkerTag.ShouldBe(gpu.Id.ToString());
        (await Jobs.TagAsync(job.Id, tag: null, Some.Artist)).ShouldBeOfType<Commanded.Applied>().Job.WorkerTag.ShouldBeNull();
    }

    [Fact]
    public async Task a_job_waits_with_its_tag_while_a_command_is_carried_to_its_tasks()
    {
        var job = await StoredAsync(Some.Job() with { Manager = _site });
        await Jobs.CommandAsync(job.Id, JobCommand.Pause, Some.Artist);

        (await Jobs.TagAsync(job.Id, (await TagAsync("gpu")).Id, Some.Artist)).ShouldBeOfType<Commanded.JobBusy>();
    }

    private async Task<TagRow> TagAsync(string name) =>
        (await Tags.CreateAsync(new TagRow(new TagId(Guid.NewGuid()), _site, name, ""), Some.Artist)).ShouldBeOfType<Written<TagRow>.Applied>().Row;

    private async Task<WorkerId> WorkerAsync()
    {
        var worker = Some.WorkerRow(_site, "render-01");
        await Workers.RegisterAsync(worker);
        return worker.Id;
    }
}
