using Flamenco.Storage.Managers;

namespace Flamenco.Server.Tests.Stores;

public abstract class WhenAFarmGetsItsFirstSite<TStore> : StoreTests<TStore>
    where TStore : StoreUnderTest, new()
{
    [Fact]
    public async Task it_is_one_however_many_propose_theirs()
    {
        var proposed = Enumerable.Range(1, 8).Select(number => new ManagerRow(Some.Site(), $"site {number}")).ToList();

        var first = await Task.WhenAll(proposed.Select(site => Managers.FirstAsync(site)));

        var there = (await Managers.ListAsync()).ShouldHaveSingleItem();
        first.ShouldAllBe(site => site.Id == there.Id);
        proposed.ShouldContain(site => site.Id == there.Id);
    }

    [Fact]
    public async Task a_farm_with_sites_keeps_them()
    {
        await Managers.AddAsync(new ManagerRow(Some.Site(), "lyon"));
        await Managers.AddAsync(new ManagerRow(Some.Site(), "annecy"));

        var first = await Managers.FirstAsync(new ManagerRow(Some.Site(), "main"));

        first.Name.ShouldBe("annecy");
        (await Managers.ListAsync()).Count.ShouldBe(2);
    }
}
