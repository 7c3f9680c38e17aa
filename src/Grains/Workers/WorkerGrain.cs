using Flamenco.Domain.Identity;
using Flamenco.Domain.Tasks;
using Flamenco.Domain.Workers;
using Flamenco.Grains.Access;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Tasks;
using Flamenco.Grains.Interfaces.Workers;
using Flamenco.Grains.Leases;
using Flamenco.Storage;
using Flamenco.Storage.Tags;
using Flamenco.Storage.Tasks;
using Flamenco.Storage.Workers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Flamenco.Grains.Workers;

/// <summary>One Worker. What it says about its attempts is settled against the store, never against memory.</summary>
[Reentrant]
internal sealed partial class WorkerGrain(
    IWorkerStore workers,
    ITaskStore tasks,
    ITagStore tags,
    ISecretHasher secrets,
    IOptions<LeaseOptions> leases,
    TimeProvider time,
    ILogger<WorkerGrain> logger) : Grain, IWorkerGrain
{
    /// <summary>Another activation may have written the row.</summary>
    private static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(5);

    private WorkerRow? _known;
    private long _knownAt;

    private WorkerId Id => new(this.GetPrimaryKey());

    public async Task<WorkerView> RegisterAsync(RegisterWorker request, CancellationToken cancellation = default)
    {
        var worker = new WorkerRow
        {
            Id = Id,
            Manager = request.Manager,
            Name = request.Name,
            SecretHash = await secrets.HashAsync(request.Secret),
            Platform = request.Platform,
            Address = request.Address,
            Software = "",
            TaskTypes = Normal(request.TaskTypes),
            Status = WorkerStatus.Registered,
            Requested = null,
            CanRestart = false,
            Registered = time.GetUtcNow(),
            LastSeen = time.GetUtcNow(),
        };

        var written = await workers.RegisterAsync(worker, cancellation);
        if (written is not Written<WorkerRow>.Applied)
            throw new InvalidOperationException($"Worker {Id} is registered already");
        LogRegistered(Id, request.Name, request.Manager);
        return WorkerViews.From(worker, []);
    }

    public async Task<WorkerView?> GetAsync(CancellationToken cancellation = default)
    {
        if (await workers.FindAsync(Id, cancellation) is not { } worker)
        {
            DeactivateOnIdle();
            return null;
        }

        return WorkerViews.From(worker, await tasks.HeldByAsync(Id, cancellation));
    }

    public async Task<string> SignOnAsync(SignOn request, CancellationToken cancellation = default)
    {
        var known = await RowAsync(cancellation);
        var state = WorkerMachine.Decide(known.State, new WorkerEvent.SignedOn()) is WorkerDecision.Moved moved ? moved.State : known.State;
        _known = null;
        await workers.SignOnAsync(
            known with
            {
                Name = request.Name,
                TaskTypes = Normal(request.TaskTypes),
                Software = request.Software,
                CanRestart = request.CanRestart,
                Address = request.Address,
                Status = state.Status,
                LostFrom = state.LostFrom,
            },
            cancellation);
        _known = null;
        await FreeWhatFlamenco3HeldAsync(cancellation);
        LogSignedOn(Id, request.Name, request.Software);
        return state.AtSignOn.Wire();
    }

    public async Task SignOffAsync(long? life = null, CancellationToken cancellation = default)
    {
        var known = await RowAsync(cancellation);
        await HappenAsync(known, new WorkerEvent.SignedOff(), life, "its Worker signed off", cancellation);
        LogSignedOff(Id, known.Name);
    }

    public async Task<bool> StateChangedAsync(string status, long? life = null, CancellationToken cancellation = default) =>
        WorkerStatuses.Parse(status) is { } taken
        && await HappenAsync(await RowAsync(cancellation), new WorkerEvent.StateChanged(taken), life, $"its Worker is {status}", cancellation);

    public async Task<string?> RequestedStatusAsync(CancellationToken cancellation = default) =>
        (await RowAsync(cancellation)).Requested?.Wire();

    public async Task<AskReady> ReadyAsync(CancellationToken cancellation = default)
    {
        _heard = time.GetTimestamp();
        return Ready(_known is { } known && time.GetElapsedTime(_knownAt) < KnownFor ? known : await RowAsync(cancellation));
    }

    public async Task<AskReady> SettleAsync(AskTask ask, CancellationToken cancellation = default)
    {
        var known = await SeenAsync(await RowAsync(cancellation), cancellation);
        var ready = Ready(known);
        var mayRun = known.State.MayStart;

        foreach (var attempt in await tasks.HeldByAsync(Id, cancellation))
        {
            switch (AskSettlement.Judge(attempt, ask, mayRun))
            {
                case Settlement.HandOutAgain:
                    var again = await GrainFactory.Task(attempt.Task).HandOutAgainAsync(
                        new HandOutAgain(attempt.Attempt, ask.Slot, ask.Life, ask.Ask), cancellation);
                    ready = ready with { Again = again };
                    break;
                case Settlement.LetGo:
                    await LetGoAsync(attempt, "its Worker does not run it", cancellation);
                    ready = ready with { LetGo = true };
                    break;
                case Settlement.Keep when attempt.Slot == ask.Slot && attempt.Outcome is AttemptOutcome.Open:
                    ready = ready with { SlotBusy = true };
                    break;
            }
        }

        return ready;
    }

    public async Task<AliveResult> AliveAsync(Alive alive, CancellationToken cancellation = default)
    {
        var known = await SeenAsync(await RowAsync(cancellation), cancellation);
        var held = await tasks.HeldByAsync(Id, cancellation);
        foreach (var attempt in held.Where(attempt => AskSettlement.IsProvenDead(attempt, alive.Life, alive.Attempts, alive.Closed)))
            await LetGoAsync(attempt, "its Worker does not run it", cancellation);

        var open = held
            .Where(attempt => attempt.Outcome is AttemptOutcome.Open)
            .Select(attempt => new HeldAttempt(attempt.Task, attempt.Attempt))
            .ToHashSet();
        return new AliveResult([.. alive.Attempts.Where(attempt => !open.Contains(attempt))], known.Requested?.Wire());
    }

    private static AskReady Ready(WorkerRow known) =>
        new() { Status = known.Status.Wire(), StatusRequested = known.Requested?.Wire(), TaskTypes = known.TaskTypes, Tags = known.Profile.Tags };

    private static List<string> Normal(IReadOnlyList<string> taskTypes) =>
        [.. taskTypes.Select(type => type.Trim().ToLowerInvariant()).Where(type => type.Length > 0).Distinct()];

    /// <summary>Stores what follows from an event; where the Worker runs nothing any more, its attempts go first.</summary>
    /// <returns>Was it allowed?</returns>
    private async Task<bool> HappenAsync(WorkerRow known, WorkerEvent happened, long? life, string reason, CancellationToken cancellation)
    {
        switch (WorkerMachine.Decide(known.State, happened))
        {
            case WorkerDecision.Moved moved:
                if (moved.LetsGo)
                    await LetGoOfAllAsync(life, reason, cancellation);
                await StoreAsync(moved.State, cancellation);
                return true;
            case WorkerDecision.Unchanged:
                return true;
            default:
                return false;
        }
    }

    private async Task LetGoOfAllAsync(long? life, string reason, CancellationToken cancellation)
    {
        foreach (var attempt in await tasks.HeldByAsync(Id, cancellation))
        {
            if (AskSettlement.EndsWith(attempt, life))
                await LetGoAsync(attempt, reason, cancellation);
        }
    }

    /// <summary>An open attempt expires, a held one is confirmed dead.</summary>
    private Task LetGoAsync(AttemptRow attempt, string reason, CancellationToken cancellation)
    {
        var task = GrainFactory.Task(attempt.Task);
        return attempt.Outcome is AttemptOutcome.Open
            ? task.ExpireAsync(attempt.Attempt, reason, cancellation)
            : task.ConfirmDeadAsync(attempt.Attempt, cancellation);
    }

    private async Task<WorkerRow> RowAsync(CancellationToken cancellation)
    {
        _known = null;
        var asked = time.GetTimestamp();
        if (await workers.FindAsync(Id, cancellation) is { } row)
        {
            (_known, _knownAt) = (row, asked);
            return row;
        }

        DeactivateOnIdle();
        throw new KeyNotFoundException($"there is no Worker {Id}");
    }

    [LoggerMessage(LogLevel.Information, "Worker {Worker} ({Name}) registered at Manager {Manager}")]
    private partial void LogRegistered(WorkerId worker, string name, ManagerId manager);

    [LoggerMessage(LogLevel.Information, "Worker {Worker} ({Name}, version {Software}) signed on")]
    private partial void LogSignedOn(WorkerId worker, string name, string software);

    [LoggerMessage(LogLevel.Information, "Worker {Worker} ({Name}) signed off")]
    private partial void LogSignedOff(WorkerId worker, string name);
}
