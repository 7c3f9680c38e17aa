using Flamenco.Site.Tests.Gateway.Harness;
using Shouldly;

namespace Flamenco.Site.Tests.Gateway.Workers;

[Collection(WithAServer.Name)]
public sealed class WhenAWorkerWaitsAtTheManager(SiteUnderTest site) : IClassFixture<SiteUnderTest>, IAsyncLifetime
{
    /// <summary>Shorter than a Worker waits before it asks by itself, so an answer comes by a hint.</summary>
    private const int WaitSeconds = 15;


    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => site.ClearAsync();

    [Fact]
    public async Task it_gets_a_task_of_a_job_that_is_submitted_meanwhile()
    {
        var worker = await Flamenco3Worker.AwakeAsync(site);
        var ask = AskAsync(worker, number: 1);

        var job = await site.SubmitAsync();

        var answer = await ask;
        answer.Status.ShouldBe(200);
        answer.Body.GetProperty("job").GetGuid().ShouldBe(job);
        answer.Body.GetProperty("attempt").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task it_gets_the_task_that_was_waiting_for_another_one_to_end()
    {
        await site.SubmitAsync(more: 1);
        var (first, second) = (await Flamenco3Worker.AwakeAsync(site), await Flamenco3Worker.AwakeAsync(site));
        var echo = await first.TakeAsync();
        var ask = AskAsync(second, number: 1);

        await first.UpdateAsync(echo, """{ "taskStatus": "completed" }""");

        (await ask).Body.GetProperty("name").GetString().ShouldBe("sleep");
    }

    [Fact]
    public async Task two_jobs_at_once_are_for_two_workers()
    {
        var (first, second) = (await Flamenco3Worker.AwakeAsync(site), await Flamenco3Worker.AwakeAsync(site));
        Task<Answer>[] asks = [AskAsync(first, number: 1), AskAsync(second, number: 1)];

        Guid[] jobs = await Task.WhenAll(site.SubmitAsync(), site.SubmitAsync());

        var answers = await Task.WhenAll(asks);
        answers.Select(answer => answer.Body.GetProperty("job").GetGuid()).ShouldBe(jobs, ignoreOrder: true);
    }

    [Theory]
    [InlineData("""{ "life": 0, "ask": 1 }""")]
    [InlineData("""{ "life": 1, "ask": 0 }""")]
    [InlineData("""{ "life": 1, "ask": 1, "slot": -1 }""")]
    [InlineData("""{ "life": 1, "ask": 1, "wait_seconds": 61 }""")]
    [InlineData("""{ "life": 1, "ask": 1, "wait_seconds": -1 }""")]
    [InlineData("""{ "life": 1, "ask": 1, "attempts": [{ "task": "01900000-0000-4000-8000-000000000001", "attempt": 1 }] }""")]
    public async Task an_ask_that_says_nothing_sensible_is_refused(string ask)
    {
        var worker = await Flamenco3Worker.AwakeAsync(site);

        var answer = await worker.Client.PostAsync("/api/v3/worker/task", ask);

        answer.Status.ShouldBe(400);
    }

    private static Task<Answer> AskAsync(Flamenco3Worker worker, int number) =>
        worker.Client.PostAsync("/api/v3/worker/task", $$"""{ "wait_seconds": {{WaitSeconds}}, "life": 1, "slot": 0, "ask": {{number}} }""");
}
