using Flamenco.Domain.Workers;
using Flamenco.Storage.Managers;

namespace Flamenco.Server.Tests.Stores;

public abstract class WhenSitesAreStored<TStore> : StoreTests<TStore>
    where TStore : StoreUnderTest, new()
{
    [Fact]
    public async Task they_are_listed_by_name_with_the_workers_that_signed_on_there()
    {
        var main = new ManagerRow(Some.Site(), "main");
        var annex = new ManagerRow(Some.Site(), "annex");
        await Managers.AddAsync(main);
        await Managers.AddAsync(annex);
        await Workers.RegisterAsync(Some.WorkerRow(main.Id, "a"));
        await Workers.RegisterAsync(Some.WorkerRow(main.Id, "b", WorkerStatus.Registered));

        (await Managers.ListAsync()).ShouldBe([annex, main with { Workers = 1 }]);
        (await Managers.FindAsync(main.Id)).ShouldBe(main with { Workers = 1 });
    }

    [Fact]
    public async Task one_that_nobody_knows_is_null() => (await Managers.FindAsync(Some.Site())).ShouldBeNull();
}
