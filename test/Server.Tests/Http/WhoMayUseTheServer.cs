using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Flamenco.Domain.Access;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Workers;
using Microsoft.Extensions.DependencyInjection;

namespace Flamenco.Server.Tests.Http;

[Collection(AtTheServer.Name)]
public class WhoMayUseTheServer(RunningServer server)
{
    public static TheoryData<string> EveryRole() => [Roles.Viewer, Roles.Artist, Roles.Operator, Roles.Admin, Roles.Join, Roles.Manager];

    [Fact]
    public void every_route_has_a_policy_but_the_two_of_health()
    {
        var open = RouteTable.Of(server).Where(route => route.IsPublic || route.Policies.Count == 0).Select(route => route.ToString());

        open.ShouldBe(["GET /health/live", "GET /health/ready"]);
    }

    [Fact]
    public Task the_routes_and_their_policies_are_those_that_were_committed() =>
        CommittedFile.ShouldSayAsync(RouteTable.Render(server), "test", "Server.Tests", "Http", "routes.txt");

    [Fact]
    public async Task without_credentials_every_route_says_that_it_wants_some()
    {
        using var client = server.Anonymous();
        foreach (var route in RouteTable.Of(server).Where(route => !route.IsPublic))
            await ShouldBeUnauthorizedAsync(client, route.Method, route.Path);
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/nothing")]
    [InlineData("POST", "/nothing")]
    [InlineData("GET", "/api/v1/nothing")]
    [InlineData("DELETE", "/api/v1/jobs")]
    [InlineData("GET", "/api/v3/version")]
    [InlineData("GET", "/health")]
    [InlineData("GET", "/health/live/more")]
    [InlineData("GET", "/docs/../api/v1/jobs")]
    public async Task without_credentials_nobody_learns_what_there_is(string method, string path)
    {
        using var client = server.Anonymous();

        await ShouldBeUnauthorizedAsync(client, method, path);
    }

    [Theory]
    [InlineData("/health/live", "live")]
    [InlineData("/health/ready", "ready")]
    public async Task health_is_for_everybody(string path, string says)
    {
        using var client = server.Anonymous();

        (await client.GetStringAsync(path)).ShouldBe(says);
    }

    [Theory]
    [MemberData(nameof(EveryRole))]
    public async Task a_role_gets_past_the_policies_that_are_for_it_and_no_others(string role)
    {
        using var client = server.As(role);
        var wrong = new List<string>();
        foreach (var route in RouteTable.Of(server))
        {
            using var response = await client.SendAsync(new HttpRequestMessage(new HttpMethod(route.Method), route.Path));
            var admitted = response.StatusCode is not (HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized);
            if (admitted != route.Admits(role) || (int)response.StatusCode >= 500)
                wrong.Add($"{route} answers {(int)response.StatusCode}");
            else if (!admitted)
                await response.ShouldRefuseAsync(HttpStatusCode.Forbidden, "forbidden");
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task the_owner_whose_token_lies_in_the_data_folder_may_see_the_jobs()
    {
        using var client = server.With(server.Secret("owner-token"));

        (await client.GetAsync(Answers.Jobs)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task a_token_may_come_as_the_password_of_a_browser()
    {
        using var client = server.Anonymous();
        client.DefaultRequestHeaders.Authorization = Basic("anybody", server.TokenOf(Roles.Viewer));

        (await client.GetAsync(Answers.Jobs)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task a_worker_has_no_business_here()
    {
        var worker = Some.Worker();
        await server.Services.GetRequiredService<IGrainFactory>().Worker(worker).RegisterAsync(new RegisterWorker
        {
            Name = "w", Secret = "secret", Platform = "linux", TaskTypes = ["misc"], Address = "", Manager = server.Site,
        });
        using var client = server.Anonymous();
        client.DefaultRequestHeaders.Authorization = Basic(worker.ToString(), "secret");

        foreach (var route in RouteTable.Of(server).Where(route => !route.IsPublic))
            await ShouldBeUnauthorizedAsync(client, route.Method, route.Path);
    }

    [Fact]
    public async Task a_token_that_has_expired_is_no_token()
    {
        using var client = server.With(await server.AddTokenAsync(Roles.Admin, expires: DateTimeOffset.UnixEpoch));

        await ShouldBeUnauthorizedAsync(client, "GET", Answers.Jobs);
    }

    [Theory]
    [InlineData("Bearer", "")]
    [InlineData("Bearer", "flamenco_admin_guess")]
    [InlineData("Bearer", "{a token that nobody gave out}")]
    [InlineData("Basic", "not base64")]
    [InlineData("Basic", "bm8gY29sb24=")]
    [InlineData("Digest", "username=owner")]
    public async Task other_words_in_the_header_are_no_credentials(string scheme, string value)
    {
        using var client = server.Anonymous();
        var presented = value.StartsWith('{') ? AccessToken.Create(Roles.Admin) : value;
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"{scheme} {presented}");

        await ShouldBeUnauthorizedAsync(client, "GET", Answers.Jobs);
    }

    [Fact]
    public async Task credentials_in_the_address_are_none()
    {
        using var client = server.Anonymous();

        await ShouldBeUnauthorizedAsync(client, "GET", $"{Answers.Jobs}?token={server.TokenOf(Roles.Admin)}&access_token={server.TokenOf(Roles.Admin)}");
        await ShouldBeUnauthorizedAsync(client, "GET", $"/as/{server.TokenOf(Roles.Admin)}{Answers.Jobs}");
    }

    private static AuthenticationHeaderValue Basic(string name, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}")));

    private static async Task ShouldBeUnauthorizedAsync(HttpClient client, string method, string path)
    {
        using var response = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        await response.ShouldRefuseAsync(HttpStatusCode.Unauthorized, "unauthorized");
        response.Headers.NonValidated["WWW-Authenticate"].Select(wanted => wanted.Split(' ')[0]).ShouldBe(["Bearer", "Basic"], "one line each");
    }
}
