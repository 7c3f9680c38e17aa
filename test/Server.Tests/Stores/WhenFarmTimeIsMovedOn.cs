namespace Flamenco.Server.Tests.Stores;

public abstract class WhenFarmTimeIsMovedOn<TStore> : StoreTests<TStore>
    where TStore : StoreUnderTest, new()
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task it_begins_at_zero_and_is_what_it_was_moved_to()
    {
        var first = await Store.FarmTime.ReadAsync();

        var moved = await Store.FarmTime.AdvanceAsync(first, Step);

        (first, moved).ShouldBe((TimeSpan.Zero, true));
        (await Store.FarmTime.ReadAsync()).ShouldBe(Step);
    }

    [Fact]
    public async Task a_sweeper_that_saw_an_older_value_moves_nothing()
    {
        await Store.FarmTime.AdvanceAsync(TimeSpan.Zero, Step);

        (await Store.FarmTime.AdvanceAsync(TimeSpan.Zero, 2 * Step)).ShouldBeFalse();
        (await Store.FarmTime.ReadAsync()).ShouldBe(Step);
    }

    [Fact]
    public async Task it_never_falls()
    {
        await Store.FarmTime.AdvanceAsync(TimeSpan.Zero, Step);

        (await Store.FarmTime.AdvanceAsync(Step, TimeSpan.Zero)).ShouldBeFalse();
        (await Store.FarmTime.ReadAsync()).ShouldBe(Step);
    }

    [Fact]
    public async Task of_many_sweepers_that_saw_the_same_one_moves_it()
    {
        var moved = await Task.WhenAll(Enumerable.Range(1, 20).Select(number => Store.FarmTime.AdvanceAsync(TimeSpan.Zero, number * Step)));

        moved.Count(isMoved => isMoved).ShouldBe(1);
    }
}
