using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Flamenco.ManagerGateway;

/// <summary>Where this Manager can be reached: as configured (<c>PublicUrl</c>), else where it listens.</summary>
internal sealed class GatewayAddress(IServer server, IHostApplicationLifetime lifetime, IConfiguration configuration)
{
    /// <summary>The address, as soon as the Manager listens.</summary>
    public async Task<string> KnownAsync(CancellationToken cancellation)
    {
        if (configuration["PublicUrl"] is { Length: > 0 } configured)
            return configured.TrimEnd('/');

        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancellation);
        return server.Features.Get<IServerAddressesFeature>()!.Addresses.First().TrimEnd('/');
    }
}
