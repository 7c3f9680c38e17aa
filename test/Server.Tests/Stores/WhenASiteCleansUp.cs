using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Storage;
using Flamenco.Storage.CleanUp;

namespace Flamenco.Server.Tests.Stores;

public abstract class WhenASiteCleansUp<TStore> : StoreTests<TStore>
    where TStore : StoreUnderTest, new()
{
    private readonly ManagerId _site = Some.Site();

    private ICleanUpStore CleanUps => Store.CleanUps;

    [Fact]
    public async Task each_deleted_job_of_the_site_is_an_order_the_oldest_first()
    {
        var (first, second, _) = (await DeletedAsync(), await DeletedAsync(), await DeletedAsync(Some.Site()));
        await StoredAsync(Some.Job() with { Manager = _site });

        (await OrdersAsync()).ShouldBe([first, second]);
        (await OrdersAsync(limit: 1)).ShouldBe([first]);
    }

    [Fact]
    public async Task it_is_outstanding_whether_the_rows_are_gone_or_not()
    {
        var job = await DeletedAsync();

        while (await Jobs.EraseAsync(job))
        {
            // There is more of it.
        }

        (await OrdersAsync()).ShouldBe([job]);
    }

    [Fact]
    public async Task what_is_confirmed_is_ordered_no_more_also_after_a_second_time()
    {
        var (first, second, third) = (await DeletedAsync(), await DeletedAsync(), await DeletedAsync());

        await CleanUps.ConfirmAsync(_site, [first, third]);
        await CleanUps.ConfirmAsync(_site, [third]);

        (await OrdersAsync()).ShouldBe([second]);
        (await Jobs.TombstoneAsync(first)).ShouldNotBeNull();
    }

    [Fact]
    public async Task a_site_confirms_nothing_for_another_one_and_nothing_that_is_not_ordered()
    {
        var job = await DeletedAsync();
        var alive = await StoredAsync(Some.Job() with { Manager = _site });

        await CleanUps.ConfirmAsync(Some.Site(), [job]);
        await CleanUps.ConfirmAsync(_site, [alive.Id, JobId.Create(Some.Moment)]);
        await CleanUps.ConfirmAsync(_site, []);

        (await OrdersAsync()).ShouldBe([job]);
        (await Jobs.FindAsync(alive.Id)).ShouldNotBeNull();
    }

    [Fact]
    public async Task one_that_was_never_stored_as_a_whole_leaves_no_order()
    {
        (await Jobs.CommandAsync(Some.Job().Id, JobCommand.Delete, Some.Artist)).ShouldBeOfType<Commanded.Missing>();

        (await OrdersAsync()).ShouldBeEmpty();
    }

    private async Task<JobId> DeletedAsync(ManagerId? site = null)
    {
        var job = await StoredAsync(Some.Job() with { Manager = site ?? _site });
        Store.Time.Advance(TimeSpan.FromSeconds(1));
        (await Jobs.CommandAsync(job.Id, JobCommand.Delete, Some.Artist)).ShouldBeOfType<Commanded.Applied>();
        return job.Id;
    }

    private Task<IReadOnlyList<JobId>> OrdersAsync(int limit = 10) => CleanUps.OutstandingAsync(_site, limit);
}
