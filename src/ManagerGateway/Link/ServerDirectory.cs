using System.Net;
using System.Net.Http.Headers;
using Flamenco.Contracts;
using Flamenco.Contracts.Server;
using Flamenco.Http.Hosting;

namespace Flamenco.ManagerGateway.Link;

/// <summary>Asks the Server, with the Manager's key, where its silos' Orleans gateways are. So a Manager needs no database login.</summary>
internal sealed class ServerDirectory(Uri server, string key) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = server, Timeout = TimeSpan.FromSeconds(5) };

    public Uri Server => server;

    /// <exception cref="RefusedToStartException">The Server does not know the key.</exception>
    /// <exception cref="HttpRequestException">The Server can not be reached.</exception>
    public async Task<ClusterGateways> AskAsync(CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/cluster/gateways");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await _http.SendAsync(request, cancellation);
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            throw new RefusedToStartException(
                $"The Server at {server} does not know this Manager's key. Copy the file manager-key from the Server's data folder again.");
        }

        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync(FlamencoJson.Default.ClusterGateways, cancellation)
            ?? throw new HttpRequestException($"the Server at {server} answered nothing");
    }

    public void Dispose() => _http.Dispose();
}
