using Flamenco.Domain.Identity;
using Flamenco.Domain.Workers;
using Flamenco.Storage.Workers;
using Microsoft.Extensions.Logging;

namespace Flamenco.Grains.Workers;

/// <summary>A Worker vanishes, and comes back.</summary>
internal sealed partial class WorkerGrain
{
    /// <summary>When this grain heard the Worker itself last, on its monotonic clock.</summary>
    private long? _heard;

    private bool WasHeardLately => _heard is { } heard && time.GetElapsedTime(heard) < leases.Value.Worker / 2;

    public async Task<bool> LostAsync(string reason, CancellationToken cancellation = default)
    {
        // A notice that was long on its way, or a Manager that was judged by its silence alone: here the Worker is.
        if (WasHeardLately)
            return false;

        // The status goes first: from then on nothing new is assigned to it, and if this grain ends now, a sweeper finds what is left.
        if (await workers.FindAsync(Id, cancellation) is { } known
            && WorkerMachine.Decide(known.State, new WorkerEvent.Lost()) is WorkerDecision.Moved moved)
        {
            await StoreAsync(moved.State, cancellation);
            LogLost(Id, known.Name, reason);
        }

        await LetGoOfAllAsync(life: null, reason, cancellation);
        return true;
    }

    public async Task HeardOfAsync(CancellationToken cancellation = default) => await SeenAsync(await RowAsync(cancellation), cancellation);

    public async Task ReleaseAsync(CancellationToken cancellation = default)
    {
        // In this order: what it holds if it runs something again by then is not among these.
        var held = await tasks.HeldByAsync(Id, cancellation);
        if (await workers.FindAsync(Id, cancellation) is { State.RunsNothing: false })
            return;

        foreach (var attempt in held)
            await LetGoAsync(attempt, "its Worker runs nothing", cancellation);
    }

    /// <summary>The Worker shows a sign of life. One that was lost goes on as before: a Flamenco 3 Worker does not sign on again.</summary>
    private async Task<WorkerRow> SeenAsync(WorkerRow known, CancellationToken cancellation)
    {
        _heard = time.GetTimestamp();
        if (known.LostFrom is null || WorkerMachine.Decide(known.State, new WorkerEvent.HeardOf()) is not WorkerDecision.Moved moved)
            return known;

        await StoreAsync(moved.State, cancellation);
        LogBack(Id, known.Name, moved.State.Status.Wire());
        return known with { Status = moved.State.Status, Requested = moved.State.Requested, LostFrom = null };
    }

    private async Task StoreAsync(WorkerState state, CancellationToken cancellation)
    {
        _known = null;
        await workers.StatusAsync(Id, state.Status, state.Requested, state.LostFrom, cancellation);
        _known = null;
    }

    [LoggerMessage(LogLevel.Warning, "Worker {Worker} ({Name}) is lost: {Reason}")]
    private partial void LogLost(WorkerId worker, string name, string reason);

    [LoggerMessage(LogLevel.Information, "Worker {Worker} ({Name}) was lost and is {Status} again")]
    private partial void LogBack(WorkerId worker, string name, string status);
}
