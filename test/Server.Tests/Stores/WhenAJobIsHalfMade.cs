using Flamenco.Domain.Identity;
using Flamenco.Domain.Tasks;
using Flamenco.Storage;
using Flamenco.Storage.Jobs;

namespace Flamenco.Server.Tests.Stores;

/// <summary>A submission that broke off between its chunks.</summary>
public abstract class WhenAJobIsHalfMade<TStore> : StoreTests<TStore>
    where TStore : StoreUnderTest, new()
{
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task nobody_sees_any_of_it()
    {
        var job = await BrokenOffAsync();

        (await Jobs.FindAsync(job.Id)).ShouldBeNull();
        (await Tasks.FindAsync(job.Id.Task(1))).ShouldBeNull();
        (await Tasks.ListAsync(job.Id, 10, after: 0)).ShouldBeEmpty();
        (await Jobs.ListAsync(10, after: null, manager: null)).ShouldBeEmpty();
        (await Jobs.UnfinishedAsync()).ShouldBeEmpty();
        (await Jobs.FindByKeyAsync("ada", "key")).ShouldBeNull();
    }

    [Fact]
    public async Task it_is_left_alone_while_somebody_may_work_on_it()
    {
        await BrokenOffAsync();

        (await Jobs.DiscardAsync(Some.Moment)).ShouldBeEmpty();
    }

    [Fact]
    public async Task it_is_removed_when_nobody_works_on_it_any_more()
    {
        var job = await BrokenOffAsync();

        var discarded = await Jobs.DiscardAsync(Some.Moment + Later);
        while (await Jobs.EraseAsync(job.Id))
        {
            // There is more of it.
        }

        discarded.ShouldBe([job.Id]);
        (await Store.Commands.CommandsAsync(job.Id.Task(1))).ShouldBeNull();
        (await Jobs.TombstoneAsync(job.Id)).ShouldBeNull();
        (await StoredAsync(Whole(job))).Counts.ShouldBe(new TaskCounts(Queued: 2));
    }

    [Fact]
    public async Task its_key_is_free_for_the_next_attempt()
    {
        var job = await BrokenOffAsync();

        var again = await Jobs.CreateAsync(Whole(job) with { Id = JobId.Create(Some.Moment) });

        again.ShouldBeOfType<Written<JobRow>.Applied>();
    }

    [Fact]
    public async Task jobs_that_are_whole_are_never_discarded()
    {
        var job = await StoredAsync(Some.Job());

        (await Jobs.DiscardAsync(Some.Moment + Later)).ShouldBeEmpty();
        (await JobAsync(job.Id)).Counts.ShouldBe(new TaskCounts(Queued: 1));
    }

    private static NewJob Whole(NewJob job) => job with { Tasks = Some.Tasks(2) };

    /// <summary>Its first chunk is stored; the second can not be, because it has a number that is there already.</summary>
    private async Task<NewJob> BrokenOffAsync()
    {
        var job = Some.Job([.. Some.Tasks(JobStore.TasksAtOnce), Some.Task(1)]) with { By = Some.ArtistWith("key") };
        await Should.ThrowAsync<Exception>(() => Jobs.CreateAsync(job));
        return job;
    }
}
