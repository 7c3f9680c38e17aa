using Flamenco.Contracts.Site;
using Flamenco.Worker.Configuration;
using Flamenco.Worker.Delivery;
using Flamenco.Worker.Execution;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Flamenco.Worker.Agent;

/// <summary>
/// One assigned task from its start until the Manager has its result, with signs of life all the while. It goes on however long the
/// Manager is away; it ends at once what the Manager says is not ours.
/// </summary>
internal sealed partial class SlotRun(
    SignsOfLife life, TaskRunner runner, IOutbox outbox, IOptions<LinkOptions> options, TimeProvider time, ILogger<SlotRun> logger)
{
    /// <summary>Executes the task and waits until the Manager has its result.</summary>
    /// <returns>A status that the Manager wants this Worker to take now; null: none.</returns>
    /// <exception cref="OperationCanceledException">The Worker is to end; the task's processes are dead.</exception>
    public async Task<string?> RunAsync(AssignedTask task, Func<IReadOnlyList<ClosedAsk>> closed, CancellationToken cancellation)
    {
        var attempt = new AttemptRef { Task = task.Uuid, Attempt = task.Attempt ?? 1 };
        await using var delivery = outbox.Begin(attempt);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellation);

        var alive = StayAliveAsync(attempt, delivery, closed, stop, done.Token);
        try
        {
            await runner.RunAsync(task, attempt, delivery, stop.Token);
            // The slot is free for the Server only when it knows the result.
            await delivery.DeliveredAsync(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The result is not waited for any more.
        }
        finally
        {
            await done.CancelAsync();
        }

        var status = await alive;
        if (cancellation.IsCancellationRequested)
        {
            await LastDeliveryAsync(delivery);
            cancellation.ThrowIfCancellationRequested();
        }

        return status;
    }

    /// <summary>What is known of the task when the Worker ends is handed over if that goes quickly; else it waits on the disk.</summary>
    private async Task LastDeliveryAsync(IAttemptOutbox delivery)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(options.Value.SignOffSeconds), time);
        try
        {
            await delivery.DeliveredAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            LogLeft();
        }
    }

    private async Task<string?> StayAliveAsync(
        AttemptRef attempt, IAttemptOutbox delivery, Func<IReadOnlyList<ClosedAsk>> closed, CancellationTokenSource stop, CancellationToken done)
    {
        try
        {
            while (true)
            {
                await life.WaitAsync(done);
                var told = await life.GiveAsync(closed(), done);
                // What is finished already asks for its own verdict: no word about the attempt stands for it.
                if (delivery.HasResult && !told.Unauthorized)
                {
                    if (told.StatusRequested is { } afterwards)
                        return afterwards;
                    continue;
                }

                if (!told.Unauthorized && told.StatusRequested is null && !told.Stop.Contains(attempt))
                    continue;

                LogStop(attempt.Task, attempt.Attempt, told.StatusRequested ?? "no change");
                if (!delivery.HasResult)
                    delivery.Abandon();
                await stop.CancelAsync();
                return told.StatusRequested;
            }
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The Manager wants task {Task} attempt {Attempt} to stop; status requested: {Status}")]
    private partial void LogStop(Guid task, int attempt, string status);

    [LoggerMessage(LogLevel.Warning, "The Worker ends before the Manager has all that it had to tell; it is on the disk, and the next start delivers it first")]
    private partial void LogLeft();
}
