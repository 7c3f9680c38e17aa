using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Flamenco.Domain.Access;
using Flamenco.Server.Tests.Databases;
using Flamenco.Server.Tests.Http;
using Flamenco.Server.Tests.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Flamenco.Server.Tests.Cluster;

[Collection(PostgresCluster.Name)]
public sealed class WhenSeveralNodesShareAFarm : IAsyncLifetime
{
    private ServerOnPostgres? _farm;
    private RunningServer[] _nodes = [];

    private ServerOnPostgres Farm => _farm.ShouldNotBeNull();

    public async Task InitializeAsync()
    {
        _farm = ServerOnPostgres.On(await PostgresCluster.Running.TakeAsync());
        _nodes = [Farm.Node, Farm.Another(), Farm.Another()];
        await Task.WhenAll(_nodes.Select(node => node.InitializeAsync()));
    }

    public async Task DisposeAsync()
    {
        await Task.WhenAll(_nodes.Skip(1).Select(node => node.DisposeAsync()));
        await Farm.DisposeAsync();
    }

    [Fact]
    public async Task nodes_that_start_at_once_on_a_new_database_find_one_site_and_take_each_others_tokens()
    {
        (await Farm.AskAsync("SELECT COUNT(*) FROM managers")).ShouldBe(1L);
        foreach (var one in _nodes)
        {
            foreach (var other in _nodes)
            {
                using var owner = one.With(other.Secret("owner-token"));
                (await owner.GetAsync(new Uri("api/v1/managers", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK);
            }
        }
    }

    [Fact]
    public async Task each_of_them_knows_the_gateways_of_all()
    {
        foreach (var node in _nodes)
        {
            using var manager = node.With(node.Secret("manager-key"));

            var gateways = await Eventually.SeeAsync(
                "the gateways of all nodes", async () => (await manager.GetFromJsonAsync<JsonElement>("api/v1/cluster/gateways")).GetProperty("gateways"),
                seen => seen.GetArrayLength() == _nodes.Length);

            gateways.EnumerateArray().Select(gateway => gateway.GetString()).Distinct().Count().ShouldBe(_nodes.Length);
        }
    }

    [Fact]
    public async Task a_job_that_one_took_is_seen_and_commanded_at_the_others()
    {
        using var artist = _nodes[0].As(Roles.Artist);
        var id = (await artist.SubmittedAsync()).GetProperty("id").GetString();

        foreach (var node in _nodes)
        {
            using var other = node.With(_nodes[0].TokenOf(Roles.Operator));
            (await other.GetFromJsonAsync<JsonElement>($"{Answers.Jobs}/{id}")).GetProperty("name").GetString().ShouldNotBeNull();
        }

        using var last = _nodes[^1].With(_nodes[0].TokenOf(Roles.Operator));
        (await last.PostAsync(new Uri($"{Answers.Jobs}/{id}/cancel", UriKind.Relative), content: null)).EnsureSuccessStatusCode();
        await Eventually.SeeAsync(
            "the cancel", async () => await artist.GetFromJsonAsync<JsonElement>($"{Answers.Jobs}/{id}"),
            job => job.GetProperty("status").GetString() == "canceled");
    }

    [Fact]
    public async Task one_that_is_told_to_stop_says_so_before_it_goes()
    {
        using var anyone = _nodes[1].Anonymous();
        var ready = new Uri("health/ready", UriKind.Relative);
        (await anyone.GetAsync(ready)).StatusCode.ShouldBe(HttpStatusCode.OK);

        _nodes[1].Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        using var answer = await anyone.GetAsync(ready);
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("this node stops");
    }
}
