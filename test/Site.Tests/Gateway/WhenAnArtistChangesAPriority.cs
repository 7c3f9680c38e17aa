using Flamenco.Site.Tests.Gateway.Harness;
using Shouldly;

namespace Flamenco.Site.Tests.Gateway;

[Collection(WithAServer.Name)]
public sealed class WhenAnArtistChangesAPriority(SiteUnderTest site) : IClassFixture<SiteUnderTest>, IAsyncLifetime
{
    private Client _artist = null!;
    private Guid _job;

    public async Task InitializeAsync()
    {
        _job = await site.SubmitAsync();
        _artist = await site.PersonAsync();
    }

    public Task DisposeAsync() => site.ClearAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(73)]
    [InlineData(100)]
    public async Task the_job_has_it(int priority)
    {
        (await AskForAsync($"{priority}")).Status.ShouldBe(204);

        (await PriorityAsync()).ShouldBe(priority);
    }

    [Fact]
    public async Task the_job_with_the_higher_one_is_done_first()
    {
        await using var own = await site.Server.OpenSiteAsync();
        var (_, later) = (await own.SubmitAsync(), await own.SubmitAsync());
        var worker = await Flamenco3Worker.AwakeAsync(own);

        await (await own.PersonAsync()).PostAsync($"/api/v3/jobs/{later}/setpriority", """{ "priority": 51 }""");

        (await worker.AskAsync()).Body.GetProperty("job").GetGuid().ShouldBe(later);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("101")]
    [InlineData("1.5")]
    [InlineData("\"50\"")]
    [InlineData("null")]
    public async Task one_that_is_none_is_refused(string priority)
    {
        (await AskForAsync(priority)).Status.ShouldBe(400);

        (await PriorityAsync()).ShouldBe(50);
    }

    [Fact]
    public async Task the_same_key_for_another_one_is_refused()
    {
        (await AskForAsync("60", key: $"first-{_job}")).Status.ShouldBe(204);

        var answer = await AskForAsync("70", key: $"first-{_job}");

        answer.Status.ShouldBe(422);
        answer.Body.GetProperty("type").GetString().ShouldBe("urn:flamenco:key-reused");
        (await PriorityAsync()).ShouldBe(60);
    }

    [Theory]
    [InlineData("jobs", """{ "name": "x", "type": "echo-sleep-test", "settings": { "message": "x" } }""")]
    [InlineData("jobs/JOB/setstatus", """{ "status": "cancel-requested", "reason": "" }""")]
    [InlineData("jobs/JOB/setpriority", """{ "priority": 1 }""")]
    [InlineData("tasks/JOB/setstatus", """{ "status": "canceled", "reason": "" }""")]
    public async Task a_key_that_is_none_is_refused_wherever_it_is_sent(string path, string body)
    {
        foreach (var key in new[] { new string('x', 256), "with space", "" })
        {
            var answer = await _artist.SendAsync(
                HttpMethod.Post,
                $"/api/v3/{path.Replace("JOB", _job.ToString(), StringComparison.Ordinal)}",
                Client.Json(body),
                headers => headers.TryAddWithoutValidation("Idempotency-Key", key));

            answer.Status.ShouldBe(400, key);
            answer.Body.GetProperty("type").GetString().ShouldBe("urn:flamenco:bad-idempotency-key");
        }

        (await PriorityAsync()).ShouldBe(50);
    }

    private Task<Answer> AskForAsync(string priority, string? key = null) => _artist.SendAsync(
        HttpMethod.Post, $"/api/v3/jobs/{_job}/setpriority", Client.Json($$"""{ "priority": {{priority}} }"""), headers =>
        {
            if (key is not null)
                headers.Add("Idempotency-Key", key);
        });

    private async Task<int> PriorityAsync() => (await _artist.GetAsync($"/api/v3/jobs/{_job}")).Body.GetProperty("priority").GetInt32();
}
