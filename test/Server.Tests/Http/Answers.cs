using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Flamenco.Server.Tests.Http;

/// <summary>Requests as clients send them, and what every refusal must look like.</summary>
internal static class Answers
{
    public const string Jobs = "/api/v1/jobs";

    public static object Echo(string name = "echo", int sleeps = 1) => new
    {
        name, type = "echo-sleep-test", priority = 50, settings = new { message = "hello", sleep_repeats = sleeps, sleep_duration_seconds = 0 },
    };

    public static async Task<JsonElement> SubmittedAsync(this HttpClient client, object? job = null)
    {
        using var response = await client.PostAsJsonAsync(Jobs, job ?? Echo());
        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>A command is accepted at once and carried to the tasks in the background; this waits for its end.</summary>
    public static Task<string?> JobBecomesAsync(this HttpClient client, string job, string status) => Eventually.SeeAsync(
        $"job {job} to be {status}",
        async () => (await client.GetFromJsonAsync<JsonElement>($"{Jobs}/{job}")).GetProperty("status").GetString(),
        seen => seen == status);

    public static Task<HttpResponseMessage> PostAsync(this HttpClient client, string path, byte[] body, string contentType = "application/json")
    {
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType).ShouldBeTrue();
        return client.PostAsync(new Uri(path, UriKind.Relative), content);
    }

    public static Task<HttpResponseMessage> PostTextAsync(this HttpClient client, string path, string body, string contentType = "application/json") =>
        client.PostAsync(path, Encoding.UTF8.GetBytes(body), contentType);

    /// <summary>A refusal: problem+json with a stable type, words for people, nothing of the inside.</summary>
    public static async Task<JsonElement> ShouldRefuseAsync(this HttpResponseMessage response, HttpStatusCode? status = null, string? type = null)
    {
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBeInRange(400, 499, text);
        if (status is not null)
            response.StatusCode.ShouldBe(status.Value, text);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", text);

        var problem = JsonDocument.Parse(text).RootElement;
        problem.GetProperty("type").GetString()!.ShouldStartWith("urn:flamenco:");
        if (type is not null)
            problem.GetProperty("type").GetString().ShouldBe($"urn:flamenco:{type}", text);
        problem.GetProperty("status").GetInt32().ShouldBe((int)response.StatusCode);
        problem.GetProperty("detail").GetString().ShouldNotBeNullOrWhiteSpace();
        text.ShouldNotContain("   at ", customMessage: "a stack trace");
        text.ShouldNotContain("flamenco-server-", customMessage: "a path of the Server");
        text.ShouldNotContain("System.", customMessage: "a name of the inside");
        return problem;
    }
}
