using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Workers;
using Flamenco.Grains.Leases;
using Flamenco.Storage.Leases;
using Microsoft.Extensions.Options;

namespace Flamenco.Silo;

/// <summary>
/// Finds attempts that nobody answers for any more: of Workers whose site's lease has ended, and of those that are stored as running
/// nothing, whatever notice was lost. It asks the Workers' grains, which look for themselves and decide; asking twice does no harm.
/// </summary>
internal sealed partial class LeaseSweeper(
    ILeaseStore leases,
    IGrainFactory grains,
    IHostApplicationLifetime host,
    IOptions<LeaseOptions> options,
    TimeProvider time,
    ILogger<LeaseSweeper> logger) : BackgroundService
{
    private const int AskedAtOnce = 32;

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
        foreach (var some in (await leases.OverdueAsync(stop)).Chunk(AskedAtOnce))
            await Task.WhenAll(some.Select(overdue => AskAsync(grains.Worker(overdue.Worker), overdue, stop)));
    }

    private async Task AskAsync(IWorkerGrain worker, OverdueWorker overdue, CancellationToken stop)
    {
        LogFound(overdue.Worker, overdue.LeaseEnded);
        if (overdue.LeaseEnded)
            await worker.LostAsync("the lease of its Worker's site has ended", stop);
        else
            await worker.ReleaseAsync(stop);
    }

    [LoggerMessage(LogLevel.Information, "Nobody answers for attempts of Worker {Worker}; its site's lease has ended: {LeaseEnded}")]
    private partial void LogFound(WorkerId worker, bool leaseEnded);

    [LoggerMessage(LogLevel.Warning, "Attempts that nobody answers for could not be looked for; tried again at the next beat")]
    private partial void LogFailed(Exception exception);
}
