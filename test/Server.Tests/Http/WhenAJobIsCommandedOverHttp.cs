using System.Net;
using Flamenco.Domain.Access;

namespace Flamenco.Server.Tests.Http;

[Collection(AtTheServer.Name)]
public class WhenAJobIsCommandedOverHttp(RunningServer server)
{
    [Fact]
    public async Task each_command_that_is_accepted_leaves_a_line_in_the_audit_log()
    {
        using var client = server.With(await server.AddTokenAsync(Roles.Operator, name: "olga"));
        var id = (await client.SubmittedAsync(Answers.Echo("audited"))).GetProperty("id").GetString()!;

        foreach (var (command, status) in ((string, string)[])[("pause", "paused"), ("resume", "queued"), ("cancel", "canceled"), ("requeue?what=all", "queued")])
        {
            (await client.PostAsync($"{Answers.Jobs}/{id}/{command}", content: null)).StatusCode.ShouldBe(HttpStatusCode.OK, command);
            await client.JobBecomesAsync(id, status);
        }

        (await AuditAsync(id)).ShouldBe(
        [
            "olga|operator|127.0.0.1|submit-job||audited",
            "olga|operator|127.0.0.1|pause-job|queued|pause-requested",
            "olga|operator|127.0.0.1|resume-job|paused|queued",
            "olga|operator|127.0.0.1|cancel-job|queued|canceled",
            "olga|operator|127.0.0.1|requeue-all-job|canceled|queued",
        ]);
    }

    [Fact]
    public async Task one_that_is_refused_leaves_none()
    {
        using var client = server.As(Roles.Operator);
        var id = (await client.SubmittedAsync()).GetProperty("id").GetString()!;
        await client.PostAsync($"{Answers.Jobs}/{id}/cancel", content: null);
        await client.JobBecomesAsync(id, "canceled");
        var audit = await AuditAsync(id);

        using var response = await client.PostAsync($"{Answers.Jobs}/{id}/pause", content: null);

        await response.ShouldRefuseAsync(HttpStatusCode.Conflict, "bad-status");
        (await AuditAsync(id)).ShouldBe(audit);
    }

    [Fact]
    public async Task the_same_again_is_a_success_without_an_effect()
    {
        using var client = server.As(Roles.Operator);
        var id = (await client.SubmittedAsync()).GetProperty("id").GetString()!;
        await client.PostAsync($"{Answers.Jobs}/{id}/cancel", content: null);
        var audit = await AuditAsync(id);

        (await client.PostAsync($"{Answers.Jobs}/{id}/cancel", content: null)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await AuditAsync(id)).ShouldBe(audit);
    }

    [Fact]
    public async Task an_artist_commands_jobs_of_their_own_only()
    {
        using var ada = server.With(await server.AddTokenAsync(Roles.Artist, name: "ada"));
        using var ben = server.With(await server.AddTokenAsync(Roles.Artist, name: "ben"));
        var id = (await ada.SubmittedAsync()).GetProperty("id").GetString()!;

        using var byBen = await ben.PostAsync($"{Answers.Jobs}/{id}/cancel", content: null);
        using var byAda = await ada.PostAsync($"{Answers.Jobs}/{id}/cancel", content: null);

        await byBen.ShouldRefuseAsync(HttpStatusCode.Forbidden, "forbidden");
        byAda.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("?what=everything")]
    [InlineData("?what=")]
    [InlineData("?what=All")]
    public async Task only_what_there_is_can_be_requeued(string what)
    {
        using var client = server.As(Roles.Operator);
        var id = (await client.SubmittedAsync()).GetProperty("id").GetString()!;

        using var response = await client.PostAsync($"{Answers.Jobs}/{id}/requeue{what}", content: null);

        await response.ShouldRefuseAsync(HttpStatusCode.BadRequest, "bad-requeue");
    }

    [Fact]
    public async Task a_requeue_that_does_not_say_what_takes_what_is_unfinished_of_a_canceled_one()
    {
        using var client = server.As(Roles.Operator);
        var id = (await client.SubmittedAsync()).GetProperty("id").GetString()!;
        await client.PostAsync($"{Answers.Jobs}/{id}/cancel", content: null);
        await client.JobBecomesAsync(id, "canceled");

        (await client.PostAsync($"{Answers.Jobs}/{id}/requeue", content: null)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await client.JobBecomesAsync(id, "queued");
        (await AuditAsync(id)).Last().ShouldContain("requeue-job|canceled|queued");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"priority\":\"50\"}")]
    [InlineData("{\"priority\":1e999}")]
    [InlineData("{\"priority\":-1}")]
    [InlineData("{\"priority\":101}")]
    public async Task a_priority_that_is_none_is_refused(string body)
    {
        using var client = server.As(Roles.Operator);
        var id = (await client.SubmittedAsync()).GetProperty("id").GetString()!;

        using var response = await client.PostTextAsync($"{Answers.Jobs}/{id}/priority", body);

        await response.ShouldRefuseAsync();
        (await client.GetStringAsync($"{Answers.Jobs}/{id}")).ShouldContain("\"priority\":50");
    }

    [Fact]
    public async Task a_key_that_is_none_is_refused_by_every_command()
    {
        using var client = server.As(Roles.Operator);
        var id = (await client.SubmittedAsync()).GetProperty("id").GetString()!;
        var task = id[..^1] + "1";
        client.DefaultRequestHeaders.TryAddWithoutValidation("Idempotency-Key", new string('k', 256)).ShouldBeTrue();

        string[] paths = [$"{Answers.Jobs}/{id}/cancel", $"{Answers.Jobs}/{id}/requeue", $"/api/v1/tasks/{task}/cancel", $"/api/v1/tasks/{task}/requeue"];
        foreach (var path in paths)
            await (await client.PostAsync(path, content: null)).ShouldRefuseAsync(HttpStatusCode.BadRequest, "bad-idempotency-key");
        await (await client.PostTextAsync($"{Answers.Jobs}/{id}/priority", "{\"priority\":1}")).ShouldRefuseAsync(HttpStatusCode.BadRequest, "bad-idempotency-key");
        await (await client.DeleteAsync($"{Answers.Jobs}/{id}")).ShouldRefuseAsync(HttpStatusCode.BadRequest, "bad-idempotency-key");
        (await client.GetStringAsync($"{Answers.Jobs}/{id}")).ShouldContain("\"status\":\"queued\"");
    }

    private Task<List<string>> AuditAsync(string job) => server.QueryAsync(
        "SELECT who, role, address, what, before, after FROM audit WHERE target = @job ORDER BY id", ("@job", job));
}
