using Flamenco.Domain.Identity;
using Flamenco.Site.Tests.Gateway.Harness;
using Shouldly;

namespace Flamenco.Site.Tests.Gateway;

[Collection(WithAServer.Name)]
public sealed class WhenABlocklistIsEdited(SiteUnderTest site) : IClassFixture<SiteUnderTest>, IAsyncLifetime
{
    private Client _artist = null!;
    private Guid _job;

    public async Task InitializeAsync()
    {
        _job = await site.SubmitAsync();
        _artist = await site.PersonAsync();
    }

    public Task DisposeAsync() => site.ClearAsync();

    [Fact]
    public async Task one_without_entries_is_an_empty_list_and_so_is_that_of_no_job()
    {
        (await _artist.GetAsync($"/api/v3/jobs/{_job}/blocklist")).Text.ShouldBe("[]");
        (await _artist.GetAsync($"/api/v3/jobs/{JobId.Create(DateTimeOffset.UnixEpoch)}/blocklist")).Text.ShouldBe("[]");
    }

    [Fact]
    public async Task what_is_not_on_it_may_be_taken_from_it()
    {
        var answer = await RemoveAsync($$"""[{ "worker_id": "{{Guid.NewGuid()}}", "task_type": "misc" }]""");

        answer.Status.ShouldBe(204);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[null]")]
    [InlineData("{}")]
    public async Task taking_nothing_from_it_is_refused(string entries)
    {
        (await RemoveAsync(entries)).Status.ShouldBe(400);
    }

    [Fact]
    public async Task that_of_a_deleted_job_is_gone()
    {
        await _artist.SendAsync(HttpMethod.Delete, $"/api/v3/jobs/{_job}");

        (await RemoveAsync($$"""[{ "worker_id": "{{Guid.NewGuid()}}", "task_type": "misc" }]""")).Status.ShouldBe(410);
    }

    private Task<Answer> RemoveAsync(string entries) => _artist.SendAsync(HttpMethod.Delete, $"/api/v3/jobs/{_job}/blocklist", Client.Json(entries));
}
