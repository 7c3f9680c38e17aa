using Flamenco.Contracts.Site;
using Flamenco.Domain.Workers;
using Flamenco.Worker.Configuration;
using Flamenco.Worker.Data;
using Flamenco.Worker.Delivery;
using Flamenco.Worker.Processes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Flamenco.Worker.Agent;

/// <summary>The Worker's life: ends leftovers, signs on, takes the statuses that it is told, signs off.</summary>
internal sealed partial class WorkerAgent(
    WorkerFolder folder, Leftovers leftovers, SignOn signOn, WorkLoop work, WorkerApi api, IOutbox outbox, BackoffFactory backoffs, WorkerRun run,
    IOptions<WorkerOptions> options, IOptions<LinkOptions> link, TimeProvider time, IHostApplicationLifetime host, ILogger<WorkerAgent> logger)
    : BackgroundService
{
    /// <inheritdoc/>
    /// <exception cref="StartRefusedException">The data folder is in use, or can not be used.</exception>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        folder.Open();
        if (folder.Life > AskNumbers.LastLife)
            throw new StartRefusedException($"this Worker has been started {AskNumbers.LastLife} times; remove {folder.Path} to register it anew");
        if (!Native.AdoptOrphans())
            LogNoAdoption();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        LogLife(options.Value.Name, folder.Life, folder.Path);
        try
        {
            await leftovers.EndAsync(stoppingToken);
            await LiveAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogStopping();
        }
        catch (Exception)
        {
            // The host logs it and stops.
            run.ExitCode = 1;
            throw;
        }

        await SignOffAsync();
        await outbox.StopAsync();
        host.StopApplication();
    }

    private async Task LiveAsync(CancellationToken cancellation)
    {
        string? status = await signOn.SignOnAsync(cancellation);
        // Only now does the Manager know whose results these are.
        outbox.Start();
        while (true)
        {
            status ??= await signOn.SignOnAsync(cancellation);
            switch (WorkerStatuses.Parse(status))
            {
                case WorkerStatus.Offline:
                    return;
                case WorkerStatus.Restart:
                    run.ExitCode = options.Value.RestartExitCode;
                    return;
                case WorkerStatus.Awake:
                    status = await TakeAsync("awake", cancellation) ? await work.AwakeAsync(cancellation) : null;
                    break;
                default:
                    // Whatever this Worker does not know: it does nothing, and listens.
                    status = await TakeAsync("asleep", cancellation) ? await work.AsleepAsync(status, cancellation) : null;
                    break;
            }
        }
    }

    /// <summary>Tells the Manager that the status is taken. False: the Manager does not know this Worker; sign on again.</summary>
    private async Task<bool> TakeAsync(string status, CancellationToken cancellation)
    {
        var backoff = backoffs.Create();
        while (true)
        {
            var answer = await api.StateChangedAsync(status, folder.Life, cancellation);
            if (answer.Succeeded)
            {
                LogStatus(status);
                run.SetSignedOn(options.Value.Name);
                return true;
            }

            LogNotTaken(status, answer.Reason);
            await backoff.PauseAsync(cancellation);
            if (!answer.MayBeRepeated)
                return false;
        }
    }

    private async Task SignOffAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(link.Value.SignOffSeconds), time);
        try
        {
            // Whoever signs off is taken for one who holds nothing: a result that waits would be too late in the next life.
            if (outbox.HasResults)
            {
                LogResultsLeft();
                return;
            }

            var answer = await api.SignOffAsync(folder.Life, limit.Token);
            LogSignedOff(answer.Succeeded ? "done" : answer.Reason);
        }
        catch (OperationCanceledException)
        {
            LogSignedOff("the Manager did not answer in time");
        }
    }

    [LoggerMessage(LogLevel.Information, "Worker {Name}, life {Life}, data folder {Folder}")]
    private partial void LogLife(string name, long life, string folder);

    [LoggerMessage(LogLevel.Information, "Status is {Status} now")]
    private partial void LogStatus(string status);

    [LoggerMessage(LogLevel.Warning, "The Manager does not know yet that the status is {Status}: {Reason}")]
    private partial void LogNotTaken(string status, string reason);

    [LoggerMessage(LogLevel.Information, "Stopping")]
    private partial void LogStopping();

    [LoggerMessage(LogLevel.Warning, "Not signed off: a result is not delivered yet; it is on the disk, and the next start delivers it first")]
    private partial void LogResultsLeft();

    [LoggerMessage(LogLevel.Information, "Signed off: {Outcome}")]
    private partial void LogSignedOff(string outcome);

    [LoggerMessage(LogLevel.Warning, "The system does not hand orphaned processes to this Worker; those are found by their environment only")]
    private partial void LogNoAdoption();
}
