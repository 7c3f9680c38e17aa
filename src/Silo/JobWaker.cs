using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Jobs;
using Flamenco.Storage.Jobs;
using Microsoft.Extensions.Options;

namespace Flamenco.Silo;

/// <summary>Makes sure that each unfinished job has an awake grain: at start, and again and again. It only finds and asks.</summary>
internal sealed partial class JobWaker(
    IJobStore jobs, IGrainFactory grains, IOptions<JobOptions> options, TimeProvider time, ILogger<JobWaker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var beat = new PeriodicTimer(options.Value.Beat, time);
        do
        {
            try
            {
                foreach (var job in await jobs.UnfinishedAsync(stoppingToken))
                    await grains.Job(job).WakeAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogFailed(exception);
            }
        }
        while (await beat.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(LogLevel.Warning, "Unfinished jobs could not be woken; tried again at the next beat")]
    private partial void LogFailed(Exception exception);
}
