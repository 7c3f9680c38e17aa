using Flamenco.Domain.Workers;
using Flamenco.Storage.Access;
using Flamenco.Storage.Managers;

namespace Flamenco.Server.Tests.Stores;

public abstract class WhenATokenIsPresented<TStore> : StoreTests<TStore>
    where TStore : StoreUnderTest, new()
{
    [Fact]
    public async Task it_is_found_by_its_hash_with_all_that_it_stands_for()
    {
        var token = new TokenRow("add-on", "artist", Some.Site(), Some.Moment.AddDays(1));
        await Tokens.AddAsync([1, 2, 3], token);

        (await Tokens.FindAsync([1, 2, 3])).ShouldBe(token);
        (await Tokens.FindAsync([1, 2, 4])).ShouldBeNull();
    }

    [Fact]
    public async Task it_is_unknown_from_the_moment_it_expires()
    {
        await Tokens.AddAsync([1], new TokenRow("for a day", "viewer", null, Some.Moment.AddDays(1)));
        Store.Time.Advance(TimeSpan.FromDays(1) - TimeSpan.FromMilliseconds(1));
        (await Tokens.FindAsync([1])).ShouldNotBeNull();

        Store.Time.Advance(TimeSpan.FromMilliseconds(1));

        (await Tokens.FindAsync([1])).ShouldBeNull();
    }

    [Fact]
    public async Task adding_it_again_does_not_change_whose_it_is()
    {
        await Tokens.AddAsync([1], new TokenRow("viewer", "viewer", null, null));

        await Tokens.AddAsync([1], new TokenRow("thief", "admin", null, null));

        (await Tokens.FindAsync([1])).ShouldNotBeNull().Role.ShouldBe("viewer");
    }
}

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
