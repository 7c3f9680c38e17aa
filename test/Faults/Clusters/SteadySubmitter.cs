using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Flamenco.Faults.Clusters;

/// <summary>
/// A script that submits small jobs, each under a key of its own, at the node that answered last. One that came to nothing is
/// sent again, with its key, to the next node.
/// </summary>
public sealed class SteadySubmitter(IReadOnlyList<Uri> servers, int first, string token, int tasks, TimeSpan pause, ClientHistory history) : IDisposable
{
    private static readonly TimeSpan BeforeRetry = TimeSpan.FromSeconds(1);

    private readonly HttpClient _http = new()
    {
        Timeout = TimeSpan.FromSeconds(20),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
    };

    private int _server = first;

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                await SubmitAsync(Guid.NewGuid().ToString(), stop);
                await Task.Delay(pause, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // It has done enough.
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task SubmitAsync(string key, CancellationToken stop)
    {
        for (var tries = 0; !stop.IsCancellationRequested; tries++)
        {
            var server = servers[_server % servers.Count];
            if (await history.SendAsync("submit", tries == 1, () => SendAsync(server, key, stop)) is >= 200 and < 500)
                return;
            _server++;
            await Task.Delay(BeforeRetry, stop);
        }
    }

    private async Task<(int Status, string Reason)> SendAsync(Uri server, string key, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, "/api/v1/jobs"))
        {
            Content = JsonContent.Create(new
            {
                name = "under fire",
                type = "echo-sleep-test",
                priority = 50,
                settings = new { message = "hello", sleep_repeats = tasks - 1, sleep_duration_seconds = 0 },
            }),
        };
        request.Headers.Add("Idempotency-Key", key);
        try
        {
            using var response = await _http.SendAsync(request, stop);
            if (!response.IsSuccessStatusCode)
                return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(stop));
            history.Submit((await response.Content.ReadFromJsonAsync<JsonElement>(stop)).GetProperty("id").GetGuid(), tasks);
            return ((int)response.StatusCode, "");
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException || (gone is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return (0, gone.Message);
        }
    }
}
