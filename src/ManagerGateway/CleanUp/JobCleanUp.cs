using System.Threading.Channels;
using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces;
using Flamenco.ManagerGateway.Link;
using Flamenco.SiteServices.Logs;

namespace Flamenco.ManagerGateway.CleanUp;

/// <summary>
/// Removes what the site keeps of deleted jobs. The Server's orders are durable: they are carried out at start, after a hint,
/// and every few minutes in case that one was lost.
/// </summary>
internal sealed partial class JobCleanUp(
    IGrainFactory grains, Site site, TaskLogs logs, TimeProvider time, ILogger<JobCleanUp> logger) : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(10);

    private readonly Channel<bool> _hints = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>There are orders.</summary>
    public void Hint() => _hints.Writer.TryWrite(true);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = Beat;
            try
            {
                await CleanUpAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogFailed(exception);
                pause = AfterFailure;
            }

            await HintAsync(pause, stoppingToken);
        }
    }

    /// <summary>Until there is a hint, or the time is over.</summary>
    private async Task HintAsync(TimeSpan atMost, CancellationToken stop)
    {
        using var over = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, stop);
        try
        {
            await _hints.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // No hint came. Ask all the same.
        }
    }

    private async Task CleanUpAsync(CancellationToken stop)
    {
        var manager = grains.Manager(site.Id);
        while (await manager.CleanUpOrdersAsync(stop) is { Count: > 0 } orders)
        {
            var cleaned = new List<JobId>();
            foreach (var job in orders)
            {
                if (await RemoveAsync(job))
                    cleaned.Add(job);
            }

            await manager.ConfirmCleanUpAsync(cleaned, stop);
            if (cleaned.Count < orders.Count)
                return; // What could not be removed stays ordered.
        }
    }

    private async Task<bool> RemoveAsync(JobId job)
    {
        try
        {
            if (await logs.RemoveAsync(job.Value) is { } other)
                LogOther(job, other);
            else
                LogRemoved(job);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogNotRemoved(exception, job);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Information, "The logs of the deleted job {Job} are removed")]
    private partial void LogRemoved(JobId job);

    [LoggerMessage(LogLevel.Warning, "The logs of the deleted job {Job} are removed; its folder stays, because \"{Other}\" in it is none of them")]
    private partial void LogOther(JobId job, string other);

    [LoggerMessage(LogLevel.Warning, "The logs of the deleted job {Job} can not be removed now; tried again in a few minutes")]
    private partial void LogNotRemoved(Exception exception, JobId job);

    [LoggerMessage(LogLevel.Warning, "The Server could not be asked which deleted jobs left something here; tried again in a moment")]
    private partial void LogFailed(Exception exception);
}
