using System.Net;
using Flamenco.Domain.Access;

namespace Flamenco.Server.Tests.Http;

[Collection(AtTheServer.Name)]
public class WhenACommandIsNotAsItShouldBe(RunningServer server)
{
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
    public async Task a_requeue_that_does_not_say_what_takes_what_is_unfinished_of_a_canceled_job()
    {
        using var client = server.As(Roles.Operator);
        var id = (await client.SubmittedAsync()).GetProperty("id").GetString()!;
        await client.PostAsync($"{Answers.Jobs}/{id}/cancel", content: null);
        await client.JobBecomesAsync(id, "canceled");

        (await client.PostAsync($"{Answers.Jobs}/{id}/requeue", content: null)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await client.JobBecomesAsync(id, "queued");
        (await server.QueryAsync("SELECT what, before, after FROM audit WHERE target = @job ORDER BY id", ("@job", id)))
            .Last().ShouldBe("requeue-job|canceled|queued");
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
}
