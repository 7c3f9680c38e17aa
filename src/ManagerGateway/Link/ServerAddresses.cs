using Flamenco.Http.Hosting;

namespace Flamenco.ManagerGateway.Link;

/// <summary>Where the Server's HTTP API is: one node of it or several, the first preferred. Configuration <c>Server</c>.</summary>
internal sealed record ServerAddresses(IReadOnlyList<Uri> All)
{
    /// <exception cref="RefusedToStartException">There is none, or one is not an address.</exception>
    public static ServerAddresses Of(IConfiguration configuration)
    {
        var given = configuration.Required("Server", "--server URL[,URL…]");
        return new ServerAddresses([.. given
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(address => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
                ? uri
                : throw new RefusedToStartException(
                    $"Server holds \"{address}\"; it must be an address like http://127.0.0.1:8081, or several with commas between."))]);
    }

    public override string ToString() => string.Join(", ", All);
}
