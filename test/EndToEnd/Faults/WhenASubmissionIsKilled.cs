using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Flamenco.EndToEnd.Harness;
using Xunit.Abstractions;

namespace Flamenco.EndToEnd.Faults;

/// <summary>
/// <c>kill -9</c> while a job of 100,000 tasks is being submitted: all of it is there, or nothing. Set <c>SUBMISSION_KILLS</c> for
/// more of them.
/// </summary>
public sealed class WhenASubmissionIsKilled(ITestOutputHelper output) : IDisposable
{
    private const int KillsInShort = 2;
    private const int Tasks = 100_000;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task all_of_its_tasks_are_there_or_none_and_nothing_half_made_stays()
    {
        var kills = Environment.GetEnvironmentVariable("SUBMISSION_KILLS") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : KillsInShort;
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var took = await UndisturbedAsync();
        var outcomes = new List<string>();

        for (var kill = 1; kill <= kills; kill++)
        {
            var key = $"kill-{kill}";
            await using (var farm = await FarmUnderTest.StartAsync(_folder["farm"]))
            {
                using var owner = Owner(farm);
                var submission = SubmitAsync(owner, key);
                await Task.WhenAny(submission, Task.Delay(took * random.NextDouble()));
                await farm.KillAsync();
                outcomes.Add(await OutcomeAsync(submission));
            }

            await using var next = await FarmUnderTest.StartAsync(_folder["farm"]);
            using var again = Owner(next);
            var visible = await VisibleAsync(again);
            visible.ShouldAllBe(count => count == Tasks);
            visible.Count.ShouldBeLessThanOrEqualTo(1);
            if (outcomes[^1] == "acknowledged")
                visible.Count.ShouldBe(1, "an acknowledged job is lost");

            // The same request once more ends in one job, whatever became of the first.
            using var answer = await SubmitAsync(again, key);
            answer.StatusCode.ShouldBe(HttpStatusCode.Created);
            (await VisibleAsync(again)).ShouldBe([Tasks]);
            await DeleteAllAsync(again);
            (await next.RunAsync("doctor")).ShouldEndWith(0);
            (await next.StopAsync()).ShouldBe(0);
        }

        output.WriteLine($"an undisturbed submission takes {took.TotalSeconds:0.0} s; outcomes of {kills} kills: {string.Join(", ", outcomes)}");
    }

    public void Dispose() => _folder.Dispose();

    private async Task<TimeSpan> UndisturbedAsync()
    {
        await using var farm = await FarmUnderTest.StartAsync(_folder["farm"]);
        using var owner = Owner(farm);
        var began = TimeProvider.System.GetTimestamp();
        using var answer = await SubmitAsync(owner, "undisturbed");
        var took = TimeProvider.System.GetElapsedTime(began);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await VisibleAsync(owner)).ShouldBe([Tasks]);
        await DeleteAllAsync(owner);
        (await farm.StopAsync()).ShouldBe(0);
        return took;
    }

    /// <summary>How many tasks each job has that can be seen.</summary>
    private static async Task<List<int>> VisibleAsync(HttpClient owner)
    {
        var counts = new List<int>();
        var jobs = await owner.GetFromJsonAsync<JsonElement>("api/v1/jobs");
        foreach (var job in jobs.GetProperty("jobs").EnumerateArray())
        {
            var total = job.GetProperty("task_counts").EnumerateObject().Sum(count => count.Value.GetInt32());
            var listed = await owner.GetFromJsonAsync<JsonElement>($"api/v1/jobs/{job.GetProperty("id").GetString()}/tasks");
            listed.GetProperty("tasks").GetArrayLength().ShouldBe(total);
            counts.Add(total);
        }

        return counts;
    }

    private static async Task DeleteAllAsync(HttpClient owner)
    {
        var jobs = await owner.GetFromJsonAsync<JsonElement>("api/v1/jobs");
        foreach (var job in jobs.GetProperty("jobs").EnumerateArray())
            (await owner.DeleteAsync(new Uri($"api/v1/jobs/{job.GetProperty("id").GetString()}", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    private static async Task<string> OutcomeAsync(Task<HttpResponseMessage> submission)
    {
        try
        {
            using var answer = await submission;
            return answer.IsSuccessStatusCode ? "acknowledged" : $"refused with {(int)answer.StatusCode}";
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException)
        {
            return "unknown";
        }
    }

    private static async Task<HttpResponseMessage> SubmitAsync(HttpClient owner, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/jobs")
        {
            Content = JsonContent.Create(new
            {
                name = "long",
                type = "simple-blender-render",
                priority = 50,
                initial_status = "paused",
                settings = new
                {
                    frames = $"1-{Tasks}",
                    chunk_size = 1,
                    render_output_root = "/render",
                    add_path_components = 0,
                    render_output_path = "/render/long/######",
                    blendfile = "/shot.blend",
                    fps = 24.0,
                    format = "OPEN_EXR",
                    image_file_extension = ".exr",
                    has_previews = false,
                },
            }),
        };
        request.Headers.Add("Idempotency-Key", key);
        return await owner.SendAsync(request);
    }

    private static HttpClient Owner(FarmUnderTest farm) => new()
    {
        BaseAddress = farm.Server,
        Timeout = TimeSpan.FromMinutes(3),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", farm.OwnerToken) },
    };
}
