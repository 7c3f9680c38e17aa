using System.Security.Cryptography;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Managers;
using Flamenco.ManagerGateway.Link;

namespace Flamenco.ManagerGateway.Sightings;

/// <summary>Tells the Server again and again whom this gateway has seen: one call for all Workers, as often as the Server wants it.</summary>
internal sealed partial class SightingReports(
    IGrainFactory grains, Site site, WorkerSightings sightings, TimeProvider time, ILogger<SightingReports> logger) : BackgroundService
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    private readonly Guid _gateway = new(RandomNumberGenerator.GetBytes(16));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = AfterFailure;
            try
            {
                pause = await ReportAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogFailed(exception);
            }

            await Task.Delay(pause, time, stoppingToken);
        }
    }

    private async Task<TimeSpan> ReportAsync(CancellationToken stop)
    {
        var batch = sightings.Take();
        var taken = await grains.Manager(site.Id).SeenAsync(new SightingReport { Gateway = _gateway, Seen = batch.Sightings }, stop);
        batch.Arrived();
        return taken.Next;
    }

    [LoggerMessage(LogLevel.Warning, "The Server could not be told which Workers live; it judges none until it can")]
    private partial void LogFailed(Exception exception);
}
