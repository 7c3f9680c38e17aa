namespace Flamenco.ManagerGateway;

/// <summary>Composes a site's Manager: the site's HTTP API in front of the Server.</summary>
public static class GatewayHost
{
    /// <summary>Builds a Manager that has not been started.</summary>
    /// <param name="args">Command line; see <c>--help</c> and docs/configuration.md.</param>
    /// <param name="server">The services of a Server node in this process, to reach its grains without a network; null: over the network.</param>
    public static WebApplication Build(string[] args, IServiceProvider? server = null)
    {
        _ = server;
        return WebApplication.CreateSlimBuilder(args).Build();
    }
}
