using Orleans.Messaging;

namespace Flamenco.ManagerGateway.Link;

/// <summary>Tells the Orleans client which gateways the Server has now.</summary>
internal sealed class ServerGatewayList(ServerDirectory directory, ServerLinkOptions options) : IGatewayListProvider
{
    private IList<Uri> _known = [];

    public TimeSpan MaxStaleness => options.RefreshPeriod;

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

        return _known;
    }
}
