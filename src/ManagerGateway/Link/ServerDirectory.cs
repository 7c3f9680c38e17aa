using System.Net;
using System.Net.Http.Headers;
using Flamenco.Contracts;
using Flamenco.Contracts.Server;
using Flamenco.Http.Hosting;

namespace Flamenco.ManagerGateway.Link;

/// <summary>
/// Asks the Server, with the Manager's key, where its silos' Orleans gateways are. So a Manager needs no database login. It
/// goes on with the node that answered last; while that does not, with the next one.
/// </summary>
internal sealed class ServerDirectory(ServerAddresses servers, ManagerKey key, ServerLinkOptions options) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = options.AskTimeout };
    private int _current;

    public ServerAddresses Servers => servers;

    /// <exception cref="RefusedToStartException">The Server does not know the key.</exception>
    /// <exception cref="HttpRequestException">No node of the Server can be reached.</exception>
    public async Task<ClusterGateways> AskAsync(CancellationToken cancellation)
    {
        List<Exception> silent = [];
        for (var tried = 0; tried < servers.All.Count; tried++)
        {
            var server = (_current + tried) % servers.All.Count;
            try
            {
                var answer = await AskAsync(servers.All[server], cancellation);
                _current = server;
                return answer;
            }
            catch (Exception away) when (away is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
            {
                silent.Add(away);
            }
        }

        throw new HttpRequestException(
            $"no node of the Server at {servers} answers: {string.Join("; ", silent.Select(one => one.Message))}", new AggregateException(silent));
    }

    public void Dispose() => _http.Dispose();

    private async Task<ClusterGateways> AskAsync(Uri server, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server, "/api/v1/cluster/gateways"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Value);
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
}
