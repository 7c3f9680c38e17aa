using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Jobs;
using Flamenco.Storage;
using Microsoft.Extensions.Options;

namespace Flamenco.Silo;

/// <summary>
/// Makes sure that each unfinished job has an awake grain, and that nothing half-made stays: at start, and again and again. It
/// only finds and asks.
/// </summary>
internal sealed partial class JobWaker(
    IStores stores,
    IGrainFactory grains,
    IHostApplicationLifetime host,
    IOptions<JobOptions> options,
    TimeProvider time,
    ILogger<JobWaker> logger) : BackgroundService
{
    private readonly DateTimeOffset _started = time.GetUtcNow();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await StartedAsync(stoppingToken);
        using var beat = new PeriodicTimer(options.Value.Beat, time);
        do
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogFailed(exception);
            }
        }
        while (await beat.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Grains can be asked when the whole Server has started.</summary>
    private async Task StartedAsync(CancellationToken stop)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var _ = host.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stop);
    }

    private async Task LookAsync(CancellationToken stop)
    {
        foreach (var job in await stores.Jobs.DiscardAsync(AbandonedBefore(), stop))
            LogDiscarded(job);
        foreach (var job in await stores.Jobs.UnfinishedAsync(stop))
            await grains.Job(job).WakeAsync(stop);
    }

    /// <summary>What an earlier life of the only Server left half-made is nobody's; in a database that several share, one of them may work on it still.</summary>
    private DateTimeOffset AbandonedBefore() => stores.IsShared ? time.GetUtcNow() - options.Value.AbandonedAfter : _started;

    [LoggerMessage(LogLevel.Information, "Job {Job} was never stored as a whole: what there is of it is removed")]
    private partial void LogDiscarded(Domain.Identity.JobId job);

    [LoggerMessage(LogLevel.Warning, "Unfinished jobs could not be woken; tried again at the next beat")]
    private partial void LogFailed(Exception exception);
}
