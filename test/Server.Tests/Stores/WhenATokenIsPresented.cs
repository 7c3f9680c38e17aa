using Flamenco.Storage.Access;

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
