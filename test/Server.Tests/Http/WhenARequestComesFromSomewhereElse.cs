using System.Net;
using System.Text;
using Flamenco.Domain.Access;

namespace Flamenco.Server.Tests.Http;

[Collection(AtTheServer.Name)]
public class WhenARequestComesFromSomewhereElse(RunningServer server)
{
    [Theory]
    [InlineData("evil.test")]
    [InlineData("evil.test:8081")]
    [InlineData("127.0.0.1.evil.test")]
    [InlineData("10.0.0.1")]
    public async Task a_foreign_host_name_is_refused_even_with_credentials(string host)
    {
        using var client = server.As(Roles.Admin);
        var request = new HttpRequestMessage(HttpMethod.Get, Answers.Jobs) { Headers = { Host = host } };

        using var response = await client.SendAsync(request);

        await response.ShouldRefuseAsync(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("Origin", "http://evil.test")]
    [InlineData("Origin", "http://127.0.0.1:1")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task a_page_of_another_host_changes_nothing(string header, string value)
    {
        using var client = server.As(Roles.Admin);
        var before = await server.StoredAsync();
        var request = new HttpRequestMessage(HttpMethod.Post, Answers.Jobs) { Content = Json("""{"name":"x","type":"echo-sleep-test"}""") };
        request.Headers.TryAddWithoutValidation(header, value);

        using var response = await client.SendAsync(request);

        await response.ShouldRefuseAsync(HttpStatusCode.Forbidden, "foreign-origin");
        (await server.StoredAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task a_page_of_this_host_may()
    {
        using var client = server.As(Roles.Admin);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Origin", client.BaseAddress!.GetLeftPart(UriPartial.Authority));
        client.DefaultRequestHeaders.TryAddWithoutValidation("Sec-Fetch-Site", "same-origin");

        await client.SubmittedAsync();
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded", "name=x&type=echo-sleep-test")]
    [InlineData("multipart/form-data; boundary=x", "--x--")]
    [InlineData("text/plain", """{"name":"x","type":"echo-sleep-test"}""")]
    [InlineData("application/json-patch+json", "[]")]
    [InlineData("text/plain; application/json", "{}")]
    public async Task what_a_form_can_send_is_refused(string contentType, string body)
    {
        using var client = server.As(Roles.Admin);
        var before = await server.StoredAsync();

        using var response = await client.PostTextAsync(Answers.Jobs, body, contentType);

        await response.ShouldRefuseAsync(HttpStatusCode.UnsupportedMediaType, "not-json");
        (await server.StoredAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task a_form_can_not_command_a_job_either()
    {
        using var client = server.As(Roles.Admin);
        var id = (await client.SubmittedAsync()).GetProperty("id").GetString();

        using var response = await client.PostTextAsync($"{Answers.Jobs}/{id}/cancel", "", "application/x-www-form-urlencoded");

        await response.ShouldRefuseAsync(HttpStatusCode.UnsupportedMediaType, "not-json");
        (await client.GetStringAsync($"{Answers.Jobs}/{id}")).ShouldContain("\"status\":\"queued\"");
    }

    [Fact]
    public async Task answers_tell_browsers_to_be_careful()
    {
        using var client = server.As(Roles.Viewer);

        using var response = await client.GetAsync(Answers.Jobs);

        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        response.Headers.GetValues("X-Frame-Options").ShouldBe(["DENY"]);
        response.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'self'; script-src 'self'");
        response.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
        response.Headers.Contains("Server").ShouldBeFalse();
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
