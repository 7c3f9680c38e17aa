using Flamenco.Contracts.Site;
using Flamenco.Worker.Configuration;
using Flamenco.Worker.Data;
using Flamenco.Worker.Delivery;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Flamenco.Worker.Agent;

/// <summary>What a Worker does in each status, until it is to take another one.</summary>
internal sealed partial class WorkLoop(
    WorkerApi api, SlotRun slotRun, SignsOfLife life, IOutbox outbox, WorkerFolder folder, BackoffFactory backoffs, IOptions<LinkOptions> options, TimeProvider time,
    ILogger<WorkLoop> logger)
{
    private const int Slot = 0;
    private static readonly TimeSpan TooQuick = TimeSpan.FromSeconds(1);
    private AskNumbers? _asks;

    private AskNumbers Asks => _asks ??= new(folder.Life);

    /// <summary>Asks for tasks and executes them, one at a time.</summary>
    /// <returns>The status to take; null: sign on again.</returns>
    public async Task<string?> AwakeAsync(CancellationToken cancellation)
    {
        var backoff = backoffs.Create();
        while (true)
        {
            if (await ClearAsync(cancellation) is { } first)
                return first.Status;

            var asked = time.GetTimestamp();
            var ask = Asks.Next();
            Asks.Close(ask - 1);
            var answer = await api.AskAsync(
                new TaskAsk
                {
                    WaitSeconds = options.Value.WaitSeconds,
                    Life = folder.Life,
                    Slot = Slot,
                    Ask = ask,
                    Attempts = outbox.Open,
                    Closed = Asks.Closed(Slot),
                },
                cancellation);
            Asks.Close(ask);

            switch (answer)
            {
                case TaskAnswer.Assigned(var task):
                    backoff.Reset();
                    if (await slotRun.RunAsync(task, () => Asks.Closed(Slot), cancellation) is { } wanted)
                        return wanted;
                    break;
                case TaskAnswer.Nothing when time.GetElapsedTime(asked) >= TooQuick:
                    backoff.Reset();
                    break;
                case TaskAnswer.Nothing:
                    // A Manager that does not let anybody wait is not asked all the time.
                    await backoff.PauseAsync(cancellation);
                    break;
                case TaskAnswer.StatusRequested(var status):
                    return status;
                case TaskAnswer.SignOnAgain(var reason):
                    LogSignOnAgain(reason);
                    await backoff.PauseAsync(cancellation);
                    return null;
                case TaskAnswer.Unavailable(var reason, var after):
                    LogUnavailable(reason);
                    await backoff.PauseAsync(cancellation, after);
                    break;
            }
        }
    }

    /// <summary>
    /// Waits until the Manager has everything that there is to tell, of earlier lives first, and the disk has room for more: before that
    /// no new task is taken.
    /// </summary>
    /// <returns>Null: ask for a task.</returns>
    private async Task<Instead?> ClearAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var open = outbox.Open.Count;
            if (open == 0)
            {
                if (await outbox.TroubleAsync() is not { } trouble)
                    return null;
                LogNoTasks(trouble);
                await life.WaitAsync(cancellation);
            }
            else if (await IsEmptyAsync(cancellation))
            {
                continue;
            }

            var told = await life.GiveAsync(Asks.Closed(Slot), cancellation);
            if (told.Unauthorized)
                return new(Status: null);
            // A Worker that sleeps is taken for one who holds nothing: results go before.
            if (told.StatusRequested is { } status && !outbox.HasResults)
                return new(status);
        }
    }

    private async Task<bool> IsEmptyAsync(CancellationToken cancellation)
    {
        try
        {
            await outbox.EmptyAsync(cancellation).WaitAsync(life.Beat, time, cancellation);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Waits until the Manager wants another status.</summary>
    /// <returns>The status to take; null: sign on again.</returns>
    public async Task<string?> AsleepAsync(string status, CancellationToken cancellation)
    {
        while (true)
        {
            await Task.Delay(TimeSpan.FromSeconds(options.Value.AsleepPollSeconds), time, cancellation);
            var answer = await api.StateAsync(cancellation);
            if (answer.Value is { } change && change.StatusRequested != status)
                return change.StatusRequested;
            if (answer.Unauthorized)
                return null;
            if (!answer.Succeeded)
                LogUnavailable(answer.Reason);
        }
    }

    /// <summary>What to do instead of asking for a task.</summary>
    /// <param name="Status">The status to take; null: sign on again.</param>
    private sealed record Instead(string? Status);

    [LoggerMessage(LogLevel.Error, "No new task is taken: {Trouble}")]
    private partial void LogNoTasks(string trouble);

    [LoggerMessage(LogLevel.Warning, "The Manager can not be asked now, will ask again: {Reason}")]
    private partial void LogUnavailable(string reason);

    [LoggerMessage(LogLevel.Warning, "The Manager gives this Worker no tasks as it is, signing on again: {Reason}")]
    private partial void LogSignOnAgain(string reason);
}
