using Orleans.Messaging;

namespace Flamenco.ManagerGateway.Link;

/// <summary>Tells the Orleans client which gateways the Server has now.</summary>
internal sealed class ServerGatewayList(ServerDirectory directory) : IGatewayListProvider
{
    private IList<Uri> _known = [];

    public TimeSpan MaxStaleness => TimeSpan.FromSeconds(10);

    public bool IsUpdatable => true;

    public async Task InitializeGatewayListProvider() => await GetGateways();

    public async Task<IList<Uri>> GetGateways()
    {
        try
        {
            var answer = await directory.AskAsync(CancellationToken.None);
            _known = [.. answer.Gateways.Select(gateway => new Uri(gateway))];
        }
        catch (HttpRequestException)
        {
            // The Server's HTTP side is away; its silos may well be there: the client goes on with those it knows.
        }
        catch (TaskCanceledException)
        {
            // As above: no answer in time.
        }

        return _known;
    }
}
