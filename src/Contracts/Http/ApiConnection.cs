using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Flamenco.Contracts.Http;

/// <summary>What the clients of both APIs share: JSON there and back, and one exception type per meaning.</summary>
/// <param name="http">Its base address ends with a slash; it carries the credentials.</param>
internal sealed class ApiConnection(HttpClient http)
{
    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await SendAsync(request, type, cancellation);
    }

    /// <summary>Sends and reads a JSON answer.</summary>
    /// <exception cref="RefusedException">4xx.</exception>
    /// <exception cref="BrokenAnswerException">5xx, or no JSON of this kind.</exception>
    /// <exception cref="UnreachableException">No answer.</exception>
    public async Task<T> SendAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        using var response = await SendAsync(request, cancellation);
        return await ReadAsync(response, type, cancellation);
    }

    /// <summary>Reads the JSON in an answer of 2xx.</summary>
    /// <inheritdoc cref="SendAsync{T}"/>
    public static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        var address = response.RequestMessage!.RequestUri!;
        try
        {
            return await response.Content.ReadFromJsonAsync(type, cancellation)
                ?? throw new BrokenAnswerException(address, response.StatusCode, "the answer is null");
        }
        catch (JsonException wrong)
        {
            throw new BrokenAnswerException(address, response.StatusCode, $"the answer can not be read: {wrong.Message}");
        }
        catch (Exception lost) when (IsLost(lost, cancellation))
        {
            throw new UnreachableException(address, lost);
        }
    }

    /// <summary>Sends; only an answer of 2xx comes back, with its body still unread.</summary>
    /// <inheritdoc cref="SendAsync{T}"/>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (Exception lost) when (IsLost(lost, cancellation))
        {
            throw new UnreachableException(request.RequestUri ?? http.BaseAddress!, lost);
        }

        if (response.IsSuccessStatusCode)
            return response;

        using (response)
            throw await FailureAsync(request.RequestUri!, response, cancellation);
    }

    public static bool IsLost(Exception exception, CancellationToken cancellation) =>
        exception is HttpRequestException or IOException
        || (exception is OperationCanceledException && !cancellation.IsCancellationRequested);

    private static async Task<Exception> FailureAsync(Uri address, HttpResponseMessage response, CancellationToken cancellation)
    {
        var problem = await ProblemAsync(response, cancellation);
        return (int)response.StatusCode is >= 400 and < 500
            ? new RefusedException(address, response.StatusCode, problem)
            : new BrokenAnswerException(address, response.StatusCode, problem.Shown);
    }

    private static async Task<Problem> ProblemAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var plain = new Problem { Title = $"{(int)response.StatusCode} {response.ReasonPhrase}", Status = (int)response.StatusCode };
        if (response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.OrdinalIgnoreCase) != true)
            return plain;

        try
        {
            return await response.Content.ReadFromJsonAsync(FlamencoJson.Default.Problem, cancellation) ?? plain;
        }
        catch (JsonException)
        {
            return plain; // The status alone says that it failed.
        }
        catch (Exception lost) when (IsLost(lost, cancellation))
        {
            return plain;
        }
    }
}
