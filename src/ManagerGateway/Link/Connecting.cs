using Flamenco.Contracts.Server;
using Flamenco.Http.Hosting;

namespace Flamenco.ManagerGateway.Link;

/// <summary>Waits until the Server answers: a Manager may be started before it.</summary>
internal static class Connecting
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <exception cref="RefusedToStartException">The Server does not know the key.</exception>
    public static async Task<ClusterGateways> ToAsync(ServerDirectory directory, Uri server, TimeProvider time, CancellationToken cancellation)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await directory.AskAsync(cancellation);
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
            {
                if (tries % 30 == 0)
                    await Console.Error.WriteLineAsync($"Waiting for the Server at {server} ({exception.Message})");
                await Task.Delay(Pause, time, cancellation);
            }
        }
    }
}
