using System.Net.Http.Headers;
using System.Text;

namespace Flamenco.Site.Tests.Gateway.Harness;

/// <summary>Somebody who talks to a Manager by plain HTTP and sends bodies exactly as they are written here.</summary>
/// <param name="address">The Manager's, with the path in front of the API if there is one.</param>
/// <param name="credentials">Sent with every request; null: none.</param>
internal sealed class Client(string address, AuthenticationHeaderValue? credentials) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = Patience.Most };

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, string? json = null) => SendAsync(HttpMethod.Post, path, json is null ? null : Json(json));

    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? body = null, Action<HttpRequestHeaders>? headers = null)
    {
        using var request = new HttpRequestMessage(method, address.TrimEnd('/') + path) { Content = body };
        request.Headers.Authorization = credentials;
        headers?.Invoke(request.Headers);
        using var response = await _http.SendAsync(request);
        return new Answer(
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response.Content.Headers.ContentType?.ToString(),
            response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => string.Join(", ", header.Value)));
    }

    public static HttpContent Json(string text) => Bytes(Encoding.UTF8.GetBytes(text), "application/json");

    public static HttpContent Bytes(byte[] bytes, string? contentType)
    {
        var content = new ByteArrayContent(bytes);
        if (contentType is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return content;
    }

    public void Dispose() => _http.Dispose();
}
