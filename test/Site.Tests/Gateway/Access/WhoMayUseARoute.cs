using Flamenco.Domain.Access;
using Flamenco.Http.Security;
using Flamenco.Site.Tests.Gateway.Harness;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace Flamenco.Site.Tests.Gateway.Access;

[Collection(WithAServer.Name)]
public sealed class WhoMayUseARoute(SiteUnderTest site) : IClassFixture<SiteUnderTest>
{
    private static readonly string[] Public = ["GET /health/live", "GET /health/ready"];

    private readonly IReadOnlyList<SiteRoute> _routes = SiteRoute.Of(site);

    [Fact]
    public void each_one_says_it_and_only_health_is_for_everybody()
    {
        _routes.Where(route => route.IsPublic).Select(route => route.ToString()).ShouldBe(Public, ignoreOrder: true);
        _routes.Where(route => !route.IsPublic && (route.Policies.Count == 0 || route.Policies.Contains(""))).ShouldBeEmpty();
    }

    [Fact]
    public void every_endpoint_is_one_that_these_tests_know() =>
        site.Gateway.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints)
            .ShouldAllBe(endpoint => endpoint is RouteEndpoint && endpoint.Metadata.GetMetadata<HttpMethodMetadata>() != null);

    [Fact]
    public async Task health_is_answered_without_credentials()
    {
        (await site.Stranger().GetAsync("/health/live")).Text.ShouldBe("live");
        (await site.Stranger().GetAsync("/health/ready")).Text.ShouldBe("ready");
    }

    [Fact]
    public async Task without_credentials_each_one_answers_401_in_words_that_flamenco_3_clients_read()
    {
        var stranger = site.Stranger();

        foreach (var route in _routes.Where(route => !route.IsPublic))
        {
            var answer = await stranger.SendAsync(route.Method, route.Path);

            answer.Status.ShouldBe(401, route.ToString());
            answer.Headers["WWW-Authenticate"].ShouldContain("Bearer");
            answer.Headers["WWW-Authenticate"].ShouldContain("Basic realm=");
            answer.Body.GetProperty("code").GetInt32().ShouldBe(401);
            answer.Body.GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
            answer.Body.GetProperty("type").GetString().ShouldBe("urn:flamenco:unauthorized");
        }
    }

    [Theory]
    [InlineData("/api/v3/nothing")]
    [InlineData("/")]
    [InlineData("/app/")]
    [InlineData("/job-files/../../etc/passwd")]
    public async Task without_credentials_not_even_what_there_is_can_be_found_out(string path)
    {
        var answer = await site.Stranger().GetAsync(path);

        answer.Status.ShouldBe(401);
    }

    [Theory]
    [InlineData(Policies.Viewer, Policies.Viewer)]
    [InlineData(Roles.Artist, Policies.Viewer, Policies.Artist)]
    [InlineData(Roles.Operator, Policies.Viewer, Policies.Artist, Policies.Operator)]
    [InlineData(Roles.Admin, Policies.Viewer, Policies.Artist, Policies.Operator)]
    [InlineData(Roles.Join, Policies.Join)]
    [InlineData(Roles.Manager)]
    public async Task a_token_opens_the_routes_of_its_role_and_no_others(string role, params string[] opened) =>
        await OpensAsync(site.Bearer(await site.TokenAsync(role)), opened);

    [Fact]
    public async Task a_workers_own_credentials_open_the_workers_routes_and_no_others()
    {
        var worker = await Flamenco3Worker.AwakeAsync(site);

        await OpensAsync(site.Client(site.Url, worker.Credentials), Policies.Worker);
    }

    private async Task OpensAsync(Client caller, params string[] opened)
    {
        foreach (var route in _routes.Where(route => !route.IsPublic))
        {
            var answer = await caller.SendAsync(route.Method, route.Path);

            if (opened.Contains(route.Policy))
                answer.Status.ShouldNotBeOneOf([401, 403, 500, 503], route.ToString());
            else
                answer.Status.ShouldBe(403, route.ToString());
        }
    }
}
