using Flamenco.Domain.Identity;
using Flamenco.Site.Tests.Gateway.Harness;
using Shouldly;

namespace Flamenco.Site.Tests.Gateway.Workers;

/// <summary>Only the attempt that a Worker holds is its own to report and to write about.</summary>
[Collection(WithAServer.Name)]
public sealed class WhenAWorkerReportsAnAttempt(SiteUnderTest site) : IClassFixture<SiteUnderTest>, IAsyncLifetime
{
    private const string Completed = """{ "taskStatus": "completed", "attempt": 1 }""";

    private Flamenco3Worker _worker = null!;
    private Guid _job;
    private Guid _task;

    public async Task InitializeAsync()
    {
        _job = await site.SubmitAsync();
        _worker = await Flamenco3Worker.AwakeAsync(site);
        _task = await _worker.TakeAsync();
    }

    public Task DisposeAsync() => site.ClearAsync();

    [Fact]
    public async Task the_same_result_again_is_acknowledged()
    {
        await _worker.UpdateAsync(_task, Completed);

        var again = await _worker.UpdateAsync(_task, Completed);

        again.Status.ShouldBe(204);
        await site.UntilAsync(_job, "completed");
    }

    [Fact]
    public async Task another_result_after_the_first_changes_nothing()
    {
        await _worker.UpdateAsync(_task, Completed);

        var other = await _worker.UpdateAsync(_task, """{ "taskStatus": "failed", "attempt": 1 }""");

        ShouldBeStale(other);
        (await site.TaskAsync(_task)).GetProperty("status").GetString().ShouldBe("completed");
    }

    [Fact]
    public async Task one_that_has_been_given_to_another_worker_is_stale()
    {
        var (other, attempt) = await TakenOverAsync();
        await _worker.SignOnAsync();

        var answer = await _worker.UpdateAsync(_task, Completed);

        ShouldBeStale(answer);
        (await site.TaskAsync(_task)).GetProperty("status").GetString().ShouldBe("active");
        (await other.MayIRunAsync(AttemptAlias.Of(TaskId.From(_task)!.Value, attempt)!.Value)).Body.GetProperty("mayKeepRunning").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task the_attempt_of_another_worker_is_not_its_to_report()
    {
        var (_, attempt) = await TakenOverAsync();

        var answer = await _worker.UpdateAsync(_task, $$"""{ "taskStatus": "completed", "attempt": {{attempt}} }""");

        ShouldBeStale(answer);
        (await site.TaskAsync(_task)).GetProperty("status").GetString().ShouldBe("active");
    }

    [Fact]
    public async Task the_log_of_another_workers_attempt_is_not_its_to_write()
    {
        var (other, attempt) = await TakenOverAsync();
        await other.LogAsync(_task, attempt, 0, "mine");

        ShouldBeStale(await _worker.LogAsync(_task, attempt, 4, "forged"));
        ShouldBeStale(await _worker.UpdateAsync(_task, $$"""{ "log": "forged", "attempt": {{attempt}} }"""));

        (await LogAsync()).ShouldBe("mine");
    }

    [Fact]
    public async Task the_end_of_its_own_log_is_taken_after_the_attempt_has_ended()
    {
        await _worker.LogAsync(_task, attempt: 1, offset: 0, "rendered ");
        await _worker.UpdateAsync(_task, Completed);

        var late = await _worker.LogAsync(_task, attempt: 1, offset: 9, "and done");

        late.Status.ShouldBe(204);
        (await LogAsync()).ShouldBe("rendered and done");
    }

    [Fact]
    public async Task log_chunks_may_come_again_but_not_out_of_order()
    {
        (await _worker.LogAsync(_task, attempt: 1, offset: 0, "one ")).Status.ShouldBe(204);
        (await _worker.LogAsync(_task, attempt: 1, offset: 0, "one ")).Status.ShouldBe(204);

        var gap = await _worker.LogAsync(_task, attempt: 1, offset: 8, "three");

        gap.Status.ShouldBe(409);
        gap.Text.ShouldBe("""{"offset":4}""");
        (await LogAsync()).ShouldBe("one ");
    }

    [Theory]
    [InlineData("attempt=2&offset=0", 409)]
    [InlineData("attempt=0&offset=0", 400)]
    [InlineData("attempt=-1&offset=0", 400)]
    [InlineData("attempt=1&offset=-1", 400)]
    [InlineData("attempt=1&offset=9223372036854775808", 400)]
    [InlineData("attempt=1", 400)]
    [InlineData("offset=0", 400)]
    [InlineData("attempt=1&offset=../../x", 400)]
    public async Task a_log_chunk_must_name_an_attempt_that_it_had_and_where_it_belongs(string query, int status)
    {
        var answer = await _worker.Client.SendAsync(
            HttpMethod.Put, $"/api/v3/worker/task/{_task}/log?{query}", Client.Bytes("text"u8.ToArray(), "application/octet-stream"));

        answer.Status.ShouldBe(status);
    }

    [Fact]
    public async Task a_task_that_there_is_not_is_gone()
    {
        var none = new Guid(_job.ToByteArray(bigEndian: true)[..12].Concat(new byte[] { 0, 0, 0, 99 }).ToArray(), bigEndian: true);

        (await _worker.UpdateAsync(none, Completed)).Status.ShouldBe(404);
        (await _worker.UpdateAsync(_job, Completed)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task a_sign_of_life_names_what_must_stop()
    {
        var (_, attempt) = await TakenOverAsync();

        var answer = await _worker.Client.PostAsync(
            "/api/v3/worker/alive", $$"""{ "life": 1, "attempts": [{ "task": "{{_task}}", "attempt": 1 }] }""");

        attempt.ShouldBe(2);
        answer.Body.GetProperty("stop").GetRawText().ShouldBe($$"""[{"task":"{{_task}}","attempt":1}]""");
    }

    private static void ShouldBeStale(Answer answer)
    {
        answer.Status.ShouldBe(409);
        answer.Body.GetProperty("type").GetString().ShouldBe("urn:flamenco:stale-attempt");
        answer.Body.GetProperty("code").GetInt32().ShouldBe(409);
    }

    /// <summary>The Worker has signed off, and another one holds the task now.</summary>
    private async Task<(Flamenco3Worker Other, int Attempt)> TakenOverAsync()
    {
        await _worker.SignOffAsync();
        var other = await Flamenco3Worker.AwakeAsync(site);
        using var limit = new CancellationTokenSource(Patience.Most);
        while (!limit.IsCancellationRequested)
        {
            var ask = await other.AskAsync();
            if (ask.Status == 200)
                return (other, ask.Body.GetProperty("attempt").GetInt32());
        }

        throw new TimeoutException($"nobody could take over {_task}");
    }

    private async Task<string> LogAsync() => (await (await site.PersonAsync()).GetAsync($"/api/v3/tasks/{_task}/logtail")).Text;
}
