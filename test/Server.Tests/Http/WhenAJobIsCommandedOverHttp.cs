using System.Net;
using System.Text;
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

    [Fact]
    public async Task a_blocklist_without_entries_is_shown_and_taking_nothing_from_it_is_a_success()
    {
        using var client = server.As(Roles.Operator);
        var id = (await client.SubmittedAsync()).GetProperty("id").GetString()!;

        (await client.GetStringAsync($"{Answers.Jobs}/{id}/blocklist")).ShouldBe("""{"entries":[]}""");
        using var response = await DeleteAsync(client, id, $$"""{"entries":[{"worker_id":"{{Guid.NewGuid()}}","task_type":"misc"}]}""");

        response.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("""{"entries":[]}""")]
    [InlineData("""{"entries":[null]}""")]
    public async Task a_blocklist_is_not_edited_by_a_request_that_names_no_entry(string body)
    {
        using var client = server.As(Roles.Operator);
        var id = (await client.SubmittedAsync()).GetProperty("id").GetString()!;

        using var response = await DeleteAsync(client, id, body);

        await response.ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "bad-blocklist");
    }

    private static Task<HttpResponseMessage> DeleteAsync(HttpClient client, string id, string body) =>
        client.SendAsync(new HttpRequestMessage(HttpMethod.Delete, $"{Answers.Jobs}/{id}/blocklist")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        });

    [Fact]
    public async Task many_who_ask_at_once_for_what_was_deleted_all_hear_that()
    {
        using var client = server.As(Roles.Operator);
        var id = (await client.SubmittedAsync()).GetProperty("id").GetString()!;
        var task = id[..^1] + "1";
        (await client.DeleteAsync(new Uri($"{Answers.Jobs}/{id}", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        var answers = await Task.WhenAll(Enumerable.Range(0, 300).SelectMany(_ => (Task<HttpResponseMessage>[])
        [
            client.GetAsync(new Uri($"/api/v1/tasks/{task}", UriKind.Relative)),
            client.GetAsync(new Uri($"{Answers.Jobs}/{id}", UriKind.Relative)),
        ]));

        answers.Select(answer => answer.StatusCode).Distinct().ShouldBe([HttpStatusCode.Gone]);
    }

    private Task<List<string>> AuditAsync(string job) => server.QueryAsync(
        "SELECT who, role, address, what, before, after FROM audit WHERE target = @job ORDER BY id", ("@job", job));
}
