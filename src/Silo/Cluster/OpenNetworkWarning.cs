namespace Flamenco.Silo.Cluster;

/// <summary>Says at each start that Orleans' ports can be reached from the network without TLS.</summary>
internal sealed partial class OpenNetworkWarning(SiloEndpoints endpoints, ILogger<OpenNetworkWarning> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (endpoints.IsOpen)
            LogOpen(endpoints.Address, endpoints.SiloPort, endpoints.GatewayPort);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Warning, "Silos and Managers talk at {Address}, ports {SiloPort} and {GatewayPort}, WITHOUT TLS: whoever reaches these ports can do anything with this farm")]
    private partial void LogOpen(System.Net.IPAddress address, int siloPort, int gatewayPort);
}
