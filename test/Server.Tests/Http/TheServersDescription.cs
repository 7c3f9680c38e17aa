using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Flamenco.Domain.Access;

namespace Flamenco.Server.Tests.Http;

[Collection(AtTheServer.Name)]
public class TheServersDescription(RunningServer server)
{
    private static readonly JsonSerializerOptions ForPeople = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task is_the_one_that_was_committed()
    {
        var document = JsonNode.Parse(await TextAsync())!.ToJsonString(ForPeople).ReplaceLineEndings("\n") + "\n";

        await CommittedFile.ShouldSayAsync(document, "docs", "openapi", "server-v1.json");
    }

    [Fact]
    public async Task has_every_route_of_the_api_with_a_summary()
    {
        var paths = JsonNode.Parse(await TextAsync())!["paths"]!.AsObject();

        RouteTable.Of(server)
            .Where(route => route.Pattern.StartsWith("/api/v1", StringComparison.Ordinal))
            .Where(route => string.IsNullOrWhiteSpace(paths[route.Pattern]?[route.Method.ToLowerInvariant()]?["summary"]?.GetValue<string>()))
            .Select(route => route.ToString())
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task has_a_page_to_explore_it_that_loads_nothing_from_elsewhere_and_may_run_its_own_script()
    {
        using var client = server.As(Roles.Viewer);

        using var response = await client.GetAsync("/docs/");

        var page = await response.Content.ReadAsStringAsync();
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        page.ShouldContain("openapi/v1.json");
        page.ShouldNotContain("https://", customMessage: "nothing is fetched from other hosts");
        var scripts = Regex.Matches(page, "<script(?<attributes>[^>]*)>", RegexOptions.ExplicitCapture).Select(script => script.Groups["attributes"].Value).ToList();
        scripts.Count.ShouldBe(3);
        scripts.ShouldAllBe(attributes => policy.Contains($"'nonce-{Nonce(attributes)}'"));
    }

    private static string Nonce(string attributes) =>
        WebUtility.HtmlDecode(Regex.Match(attributes, "nonce=\"(?<nonce>[^\"]+)\"", RegexOptions.ExplicitCapture).Groups["nonce"].Value);

    private async Task<string> TextAsync()
    {
        using var client = server.As(Roles.Viewer);
        return await client.GetStringAsync("/openapi/v1.json");
    }
}
