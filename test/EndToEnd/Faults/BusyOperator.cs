using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Flamenco.EndToEnd.Faults;

/// <summary>A person with many scripts: submits, commands whole jobs and single tasks, changes priorities, deletes; each under a key of its own.</summary>
internal sealed class BusyOperator(HttpClient http, int seed, History history)
{
    private const int MostJobs = 40;
    private const int TasksAJob = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Random _random = new(seed);

    public async Task RunAsync(CancellationToken stop)
    {
        using var pause = new PeriodicTimer(Pause);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await ActAsync(stop);
            }
            catch (Exception gone) when (gone is HttpRequestException or IOException)
            {
                // Nobody knows what became of it; only what was acknowledged is looked for later.
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }

            if (_random.Next(4) == 0)
                await pause.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private async Task ActAsync(CancellationToken stop)
    {
        var jobs = history.Submitted.Keys.Where(job => !history.MayBeGone(job)).ToList();
        if (jobs.Count < MostJobs / 2 || (jobs.Count < MostJobs && _random.Next(3) == 0))
        {
            await SubmitAsync(stop);
            return;
        }

        var job = jobs[_random.Next(jobs.Count)];
        await CommandAsync(Some(job), stop);
    }

    private History.Commanded Some(Guid job)
    {
        return _random.Next(12) switch
        {
            0 => Post($"jobs/{job}/cancel"),
            1 => Post($"jobs/{job}/pause"),
            2 or 3 => Post($"jobs/{job}/resume"),
            4 or 5 => Post($"jobs/{job}/requeue?what=all"),
            6 => Post($"jobs/{job}/requeue?what=unfinished"),
            7 => Post($"jobs/{job}/requeue?what=failed"),
            8 => Post($"jobs/{job}/priority", $$"""{"priority":{{_random.Next(101)}}}"""),
            9 => Post($"tasks/{TaskOf(job)}/cancel"),
            10 => Post($"tasks/{TaskOf(job)}/requeue"),
            _ => new History.Commanded(job, HttpMethod.Delete, $"api/v1/jobs/{job}", Body: null, Guid.NewGuid().ToString()),
        };

        History.Commanded Post(string path, string? body = null) => new(job, HttpMethod.Post, $"api/v1/{path}", body, Guid.NewGuid().ToString());
    }

    private async Task SubmitAsync(CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/jobs")
        {
            Content = JsonContent.Create(new
            {
                name = "under fire",
                type = "echo-sleep-test",
                priority = 50,
                settings = new { message = "hello", sleep_repeats = TasksAJob - 1, sleep_duration_seconds = 0 },
            }),
        };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        using var response = await history.SendAsync(() => http.SendAsync(request, stop));
        if (!response.IsSuccessStatusCode)
        {
            ShouldBeExpected(response, "a submission");
            return;
        }

        var job = (await response.Content.ReadFromJsonAsync<JsonElement>(stop)).GetProperty("id").GetGuid();
        history.Submit(job, TasksAJob);
    }

    private async Task CommandAsync(History.Commanded command, CancellationToken stop)
    {
        if (command.Method == HttpMethod.Delete)
            history.AskForDeletion(command.Job);
        if (command.Path.Contains("requeue?what=all", StringComparison.Ordinal))
            history.AskForRequeue(command.Job);
        if (command.Path.EndsWith("/requeue", StringComparison.Ordinal))
            history.AskForRequeue(Guid.Parse(command.Path.Split('/')[^2]));

        using var response = await history.SendAsync(() => SendAsync(http, command, stop));
        if (response.IsSuccessStatusCode)
            history.Command(command);
        else
            ShouldBeExpected(response, command.Path);
    }

    /// <summary>Sends a command, for the first time or once more.</summary>
    public static async Task<HttpResponseMessage> SendAsync(HttpClient http, History.Commanded command, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(command.Method, command.Path);
        if (command.Body is not null)
            request.Content = new StringContent(command.Body, Encoding.UTF8, "application/json");
        request.Headers.Add("Idempotency-Key", command.Key);
        return await http.SendAsync(request, stop);
    }

    /// <summary>A refusal for the job's status, a busy or a deleted job, or a Server that is not all there.</summary>
    private static void ShouldBeExpected(HttpResponseMessage response, string what) => ((int)response.StatusCode).ShouldBeOneOf(
        [404, 409, 410, 503], $"{what} was answered {(int)response.StatusCode}");

    /// <summary>A task's id is its job's with the task's number in the lowest 32 bits.</summary>
    private Guid TaskOf(Guid job)
    {
        var bytes = job.ToByteArray(bigEndian: true);
        bytes[^1] = (byte)_random.Next(1, TasksAJob + 1);
        return new Guid(bytes, bigEndian: true);
    }
}
