using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Flamenco.Domain.Access;
using Flamenco.Domain.Identity;
using Flamenco.Storage.Managers;
using Microsoft.Extensions.DependencyInjection;

namespace Flamenco.Server.Tests.Http;

/// <summary>Somebody whose token is for one site sees and does nothing at another.</summary>
public class WhenATokenIsForOneSite(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task a_job_can_not_be_submitted_to_another()
    {
        var other = await OtherSiteAsync();
        using var client = await HereAsync();
        var before = await server.StoredAsync();

        using var response = await client.PostTextAsync(
            Answers.Jobs, $$$"""{"name":"x","type":"echo-sleep-test","manager":"{{{other}}}","settings":{"message":"m"}}""");

        await response.ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "unknown-manager");
        (await server.StoredAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task a_job_goes_to_that_site_without_saying_so()
    {
        await OtherSiteAsync();
        using var client = await HereAsync();

        (await client.SubmittedAsync()).GetProperty("manager").GetGuid().ShouldBe(server.Site.Value);
    }

    [Fact]
    public async Task jobs_and_tasks_of_another_are_not_there()
    {
        var (job, task) = await ElsewhereAsync();
        using var client = await HereAsync();

        foreach (var path in (string[])[$"{Answers.Jobs}/{job}", $"{Answers.Jobs}/{job}/tasks", $"{Answers.Jobs}/{job}/log", $"/api/v1/tasks/{task}"])
            await (await client.GetAsync(path)).ShouldRefuseAsync(HttpStatusCode.NotFound);
        (await client.GetStringAsync(Answers.Jobs)).ShouldNotContain(job);
    }

    [Fact]
    public async Task jobs_of_another_can_not_be_commanded()
    {
        var (job, task) = await ElsewhereAsync();
        using var client = server.With(await server.AddTokenAsync(Roles.Operator, server.Site));

        foreach (var command in (string[])["cancel", "pause", "resume", "requeue?what=all"])
            await (await client.PostAsync($"{Answers.Jobs}/{job}/{command}", content: null)).ShouldRefuseAsync(HttpStatusCode.NotFound);
        foreach (var command in (string[])["cancel", "requeue"])
            await (await client.PostAsync($"/api/v1/tasks/{task}/{command}", content: null)).ShouldRefuseAsync(HttpStatusCode.NotFound);
        await (await client.PostTextAsync($"{Answers.Jobs}/{job}/priority", "{\"priority\":1}")).ShouldRefuseAsync(HttpStatusCode.NotFound);
        await (await client.GetAsync($"{Answers.Jobs}/{job}/deletion")).ShouldRefuseAsync(HttpStatusCode.NotFound);
        await (await client.DeleteAsync($"{Answers.Jobs}/{job}")).ShouldRefuseAsync(HttpStatusCode.NotFound);
        using var admin = server.As(Roles.Admin);
        (await admin.GetStringAsync($"{Answers.Jobs}/{job}")).ShouldContain("\"status\":\"queued\"");
    }

    private async Task<HttpClient> HereAsync() => server.With(await server.AddTokenAsync(Roles.Artist, server.Site));

    private async Task<ManagerId> OtherSiteAsync()
    {
        var site = new ManagerRow(Some.Site(), $"site {Guid.NewGuid():N}");
        await server.Services.GetRequiredService<IManagerStore>().AddAsync(site);
        return site.Id;
    }

    private async Task<(string Job, string Task)> ElsewhereAsync()
    {
        using var client = server.With(await server.AddTokenAsync(Roles.Artist, await OtherSiteAsync()));
        var job = (await client.SubmittedAsync()).GetProperty("id").GetString()!;
        var tasks = await client.GetFromJsonAsync<JsonElement>($"{Answers.Jobs}/{job}/tasks");
        return (job, tasks.GetProperty("tasks")[0].GetProperty("id").GetString()!);
    }
}
