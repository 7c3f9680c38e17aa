using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Managers;
using Flamenco.ManagerGateway.CleanUp;
using Flamenco.ManagerGateway.Link;

namespace Flamenco.ManagerGateway.Waiting;

/// <summary>Announces this Manager to the Server, and keeps the Server telling when there is more to do.</summary>
internal sealed partial class HintSubscription(
    IGrainFactory grains, Site site, WaitingWorkers waiting, JobCleanUp cleanUp, GatewayAddress address, TimeProvider time, ILogger<HintSubscription> logger)
    : BackgroundService, IWorkHints
{
    /// <summary>A grain that woke at another silo knows nobody; until it does again, Workers find their tasks by asking again.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(2);

    private IWorkHints? _reference;

    public Task MoreWorkAsync(IReadOnlyDictionary<string, int> tasks, string? tag)
    {
        waiting.Wake(tasks, tag);
        return Task.CompletedTask;
    }

    public Task CleanUpAsync()
    {
        cleanUp.Hint();
        return Task.CompletedTask;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var url = await address.KnownAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = Beat;
            try
            {
                _reference ??= grains.CreateObjectReference<IWorkHints>(this);
                var manager = grains.Manager(site.Id);
                await manager.SubscribeAsync(_reference, stoppingToken);
                await manager.AnnounceAsync(new Announcement { Url = url, Version = GatewayHost.Version }, stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogFailed(exception);
                pause = AfterFailure;
            }

            await Task.Delay(pause, time, stoppingToken);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The Server could not be told that this Manager is here; Workers may wait longer for tasks until it is")]
    private partial void LogFailed(Exception exception);
}
