using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Flamenco.Domain.Access;

namespace Flamenco.Server.Tests.Http;

/// <summary>Everything in <c>hostile.json</c>: refused with a stable type, nothing stored; what is only odd is kept as it is.</summary>
[Collection(AtTheServer.Name)]
public class WhenARequestIsHostile(RunningServer server)
{
    private const int Deep = 10_000;

    private static readonly JsonNode Hostile = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Http", "hostile.json")))!;

    public static TheoryData<string> Bodies() => [.. Hostile["bodies"]!.AsObject().Select(body => body.Key)];

    public static TheoryData<string> Bytes() => [.. Hostile["bytes"]!.AsObject().Select(body => body.Key)];

    public static TheoryData<int> Frames() => Numbers("frames");

    public static TheoryData<int> Settings() => Numbers("settings");

    public static TheoryData<int> Names() => Numbers("names");

    public static TheoryData<int> Scenes() => Numbers("scenes");

    public static TheoryData<int> Addresses() => Numbers("addresses");

    [Theory]
    [MemberData(nameof(Bodies))]
    public Task a_body_is_refused_that_is(string what) => RefusedAsync(Encoding.UTF8.GetBytes(Hostile["bodies"]![what]!.GetValue<string>()));

    [Theory]
    [MemberData(nameof(Bytes))]
    public Task a_body_is_refused_that_has(string what) => RefusedAsync(Convert.FromHexString(Hostile["bytes"]![what]!.GetValue<string>()));

    [Theory]
    [MemberData(nameof(Frames))]
    public Task frames_are_refused_by_their_number_in_the_list(int number) => RefusedAsync(Shot(new JsonObject { ["frames"] = Hostile["frames"]![number]!.DeepClone() }));

    [Theory]
    [MemberData(nameof(Settings))]
    public Task a_setting_is_refused_by_its_number_in_the_list(int number) => RefusedAsync(Shot(Hostile["settings"]![number]!.AsObject()));

    [Fact]
    public async Task the_shot_that_hostile_settings_are_put_into_is_a_good_one()
    {
        using var client = server.As(Roles.Artist);

        using var response = await client.PostAsync(Answers.Jobs, Shot([]));

        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task a_name_that_is_only_odd_is_kept_as_it_is(int number)
    {
        using var client = server.As(Roles.Artist);
        var name = Hostile["names"]![number]!.GetValue<string>();

        var job = await client.SubmittedAsync(Answers.Echo(name));

        job.GetProperty("name").GetString().ShouldBe(name);
        using var list = await client.GetAsync($"{Answers.Jobs}/{job.GetProperty("id").GetString()}");
        list.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        list.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
    }

    [Theory]
    [MemberData(nameof(Scenes))]
    public async Task a_scene_that_is_named_like_an_option_is_a_value_and_stands_where_one_belongs(int number)
    {
        using var client = server.As(Roles.Artist);
        var scene = Hostile["scenes"]![number]!.GetValue<string>();

        using var response = await client.PostAsync(Answers.Jobs, Shot(new JsonObject { ["scene"] = scene }));

        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        var id = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["id"]!.GetValue<string>();
        var tasks = JsonNode.Parse(await client.GetStringAsync($"{Answers.Jobs}/{id}/tasks"))!;
        var task = JsonNode.Parse(await client.GetStringAsync($"/api/v1/tasks/{tasks["tasks"]![0]!["id"]}"))!;
        var arguments = task["commands"]![0]!["parameters"]!["args"]!.AsArray().Select(argument => argument!.GetValue<string>()).ToList();
        arguments[..2].ShouldBe(["--scene", scene]);
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task an_address_is_refused_by_its_number_in_the_list(int number)
    {
        using var client = server.As(Roles.Admin);

        using var response = await client.GetAsync(Hostile["addresses"]![number]!.GetValue<string>());

        await response.ShouldRefuseAsync();
    }

    [Fact]
    public async Task an_address_with_a_nul_gets_no_further_than_the_web_server()
    {
        using var client = server.As(Roles.Admin);

        using var response = await client.GetAsync("/api/v1/jobs/%00");

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{\"a\":", "1", "}")]
    [InlineData("[", "", "]")]
    public Task json_that_is_very_deep_is_refused(string open, string inside, string close) => RefusedAsync(Encoding.UTF8.GetBytes(
        $$$"""{"name":"x","type":"echo-sleep-test","settings":{"message":{{{Repeat(open)}}}{{{inside}}}{{{Repeat(close)}}}}}"""));

    [Fact]
    public Task json_that_never_closes_is_refused() => RefusedAsync(Encoding.UTF8.GetBytes(Repeat("[")));

    [Fact]
    public async Task a_very_large_body_is_refused_before_it_is_read()
    {
        using var client = server.As(Roles.Artist);
        var before = await server.StoredAsync();
        var request = new HttpRequestMessage(HttpMethod.Post, Answers.Jobs) { Content = new ByteArrayContent(new byte[3_000_000]) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.ExpectContinue = true;

        using var response = await client.SendAsync(request);

        await response.ShouldRefuseAsync(HttpStatusCode.RequestEntityTooLarge);
        (await server.StoredAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task what_a_submitter_may_not_set_is_not_set()
    {
        using var client = server.As(Roles.Artist);
        var forged = Guid.NewGuid();

        using var response = await client.PostTextAsync(Answers.Jobs, $$$"""
            {"name":"x","type":"echo-sleep-test","settings":{"message":"m"},"id":"{{{forged}}}","status":"completed","submitted_by":"owner",
             "created":"2001-01-01T00:00:00Z","steps_completed":99,"task_counts":{"completed":9}}
            """);

        // Unknown members are ignored or refused; either way nothing of them is true.
        if (response.StatusCode is HttpStatusCode.Created)
        {
            var job = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
            job.GetProperty("id").GetGuid().ShouldNotBe(forged);
            job.GetProperty("status").GetString().ShouldBe("queued");
            job.GetProperty("submitted_by").GetString().ShouldBe("artist");
            job.GetProperty("steps_completed").GetInt32().ShouldBe(0);
        }
        else
        {
            await response.ShouldRefuseAsync();
        }
    }

    private static TheoryData<int> Numbers(string list) => [.. Enumerable.Range(0, Hostile[list]!.AsArray().Count)];

    private static string Repeat(string text) => string.Concat(Enumerable.Repeat(text, Deep));

    /// <summary>A good shot, with these settings in the place of its own.</summary>
    private static byte[] Shot(JsonObject settings)
    {
        var shot = new JsonObject
        {
            ["frames"] = "1-3",
            ["chunk_size"] = 1,
            ["render_output_path"] = "/render/shot/######",
            ["blendfile"] = "/shots/a.blend",
            ["fps"] = 24,
            ["format"] = "PNG",
            ["image_file_extension"] = ".png",
            ["has_previews"] = false,
            ["scene"] = "Scene",
        };
        foreach (var (key, value) in settings)
            shot[key] = value?.DeepClone();
        return Encoding.UTF8.GetBytes(new JsonObject { ["name"] = "shot", ["type"] = "simple-blender-render", ["settings"] = shot }.ToJsonString());
    }

    private async Task RefusedAsync(byte[] body)
    {
        using var client = server.As(Roles.Artist);
        client.DefaultRequestHeaders.Add("Idempotency-Key", Guid.NewGuid().ToString());
        var before = await server.StoredAsync();

        using var response = await client.PostAsync(Answers.Jobs, body);

        await response.ShouldRefuseAsync();
        (await server.StoredAsync()).ShouldBe(before);
    }
}
