using Flamenco.Domain.Identity;
using Flamenco.Http.Hosting;

namespace Flamenco.ManagerGateway.Link;

/// <summary>Before anything else: learns from the Server which site the Manager's key is for. Waits until the Server is there.</summary>
internal sealed partial class SiteConnection(
    ServerDirectory directory, Site site, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<SiteConnection> logger) : IHostedService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        while (true)
        {
            try
            {
                site.Is(new ManagerId((await directory.AskAsync(stop.Token)).Manager));
                return;
            }
            catch (Exception exception) when (exception is not RefusedToStartException && !stop.IsCancellationRequested)
            {
                LogWaiting(directory.Servers, exception.Message);
                await Task.Delay(Pause, time, stop.Token);
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Warning, "Waiting for the Server at {Server}: {Reason}")]
    private partial void LogWaiting(ServerAddresses server, string reason);
}
