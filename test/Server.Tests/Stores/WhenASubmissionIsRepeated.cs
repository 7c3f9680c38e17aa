using Flamenco.Storage;
using Flamenco.Storage.Jobs;

namespace Flamenco.Server.Tests.Stores;

public abstract class WhenASubmissionIsRepeated<TStore> : StoreTests<TStore>
    where TStore : StoreUnderTest, new()
{
    private static NewJob Keyed(string fingerprint = "same", string who = "ada") =>
        Some.Job() with { Fingerprint = fingerprint, By = Some.ArtistWith("key") with { Who = who } };

    [Fact]
    public async Task the_same_key_gives_the_first_job()
    {
        var first = await StoredAsync(Keyed());
        var second = Keyed();

        var written = await Jobs.CreateAsync(second);

        written.ShouldBeOfType<Written<JobRow>.Repeated>().Row.Id.ShouldBe(first.Id);
        (await Jobs.FindAsync(second.Id)).ShouldBeNull();
    }

    [Fact]
    public async Task the_same_key_for_another_job_is_a_conflict()
    {
        await StoredAsync(Keyed());
        var other = Keyed(fingerprint: "other");

        var written = await Jobs.CreateAsync(other);

        written.ShouldBeOfType<Written<JobRow>.Conflict>();
        (await Jobs.FindAsync(other.Id)).ShouldBeNull();
    }

    [Fact]
    public async Task the_key_of_another_person_is_another_key()
    {
        var first = await StoredAsync(Keyed());

        var second = await StoredAsync(Keyed(who: "ben"));

        second.Id.ShouldNotBe(first.Id);
    }

    [Fact]
    public async Task the_job_is_found_by_its_key()
    {
        var job = await StoredAsync(Keyed());

        (await Jobs.FindByKeyAsync("ada", "key")).ShouldBe((job.Id, "same"));
        (await Jobs.FindByKeyAsync("ada", "other")).ShouldBeNull();
    }

    [Fact]
    public async Task at_the_same_time_there_is_still_one_job()
    {
        var tries = Enumerable.Range(0, 20).Select(_ => Keyed()).ToList();

        var written = await Task.WhenAll(tries.Select(job => Jobs.CreateAsync(job)));

        written.OfType<Written<JobRow>.Applied>().Count().ShouldBe(1);
        written.OfType<Written<JobRow>.Repeated>().Count().ShouldBe(19);
        (await Jobs.ListAsync(100, after: null, manager: null)).Count.ShouldBe(1);
    }
}
