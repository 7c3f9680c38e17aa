using Flamenco.Domain.Identity;
using Flamenco.Domain.Scheduling;
using Flamenco.Domain.Workers;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Jobs;
using Flamenco.Grains.Interfaces.Managers;
using Flamenco.Grains.Interfaces.Tasks;
using Flamenco.Grains.Interfaces.Workers;
using Flamenco.Grains.Leases;
using Flamenco.Storage.CleanUp;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Leases;
using Flamenco.Storage.Managers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Utilities;

namespace Flamenco.Grains.Managers;

/// <summary>
/// One site. Its offers are hints that live in memory and are rebuilt; its announced configuration is in grain storage.
/// Reentrant, otherwise a site would dispatch one task per commit.
/// </summary>
[Reentrant]
internal sealed partial class ManagerGrain(
    [PersistentState("manager", GrainStorageNames.Managers)] IPersistentState<ManagerState> state,
    IManagerStore managers,
    IJobStore jobs,
    ICleanUpStore cleanUps,
    ILeaseStore leaseStore,
    IOptions<LeaseOptions> leases,
    TimeProvider time,
    ILogger<ManagerGrain> logger) : Grain, IManagerGrain
{
    private static readonly TimeSpan ForgetGatewayAfter = TimeSpan.FromMinutes(3);

    private const int MostOrders = 1_000;

    private readonly OfferBook _offers = new();
    private readonly ObserverManager<IWorkHints> _gateways = new(ForgetGatewayAfter, logger);
    private Task _announcing = Task.CompletedTask;
    private DateTimeOffset? _lastSeen;

    private ManagerId Id => new(this.GetPrimaryKey());

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // Each job that has something to do offers it again.
        foreach (var job in await jobs.UnfinishedAsync(cancellationToken))
            _ = GrainFactory.Job(job).WakeAsync(CancellationToken.None);
    }

    public async Task<ManagerView?> GetAsync(CancellationToken cancellation = default)
    {
        if (await managers.FindAsync(Id, cancellation) is not { } row)
        {
            DeactivateOnIdle();
            return null;
        }

        return new ManagerView
        {
            Id = Id,
            Name = row.Name,
            Url = state.State.Url,
            Version = state.State.Version,
            LastSeen = _lastSeen,
            Workers = row.Workers,
            OpenJobs = _offers.Count,
        };
    }

    public Task AnnounceAsync(Announcement announcement, CancellationToken cancellation = default)
    {
        _lastSeen = time.GetUtcNow();

        // One write at a time: this grain interleaves, its stored state must not.
        return _announcing = AnnounceAfterAsync(_announcing, announcement, cancellation);
    }

    public async Task<AskResult> AskAsync(AskTask ask, CancellationToken cancellation = default)
    {
        _lastSeen = time.GetUtcNow();
        var worker = GrainFactory.Worker(ask.Worker);

        // Most asks find a task and say nothing that is not known: for them the assignment is all that the store hears of.
        var known = await worker.ReadyAsync(cancellation);
        var looked = MayStart(known);
        if (looked && await FindAsync(ask, known, cancellation) is { } first)
            return Answer(first, known);

        var ready = await worker.SettleAsync(ask, cancellation);
        if (ready.StatusRequested is { } requested)
            return new AskResult(AskVerdict.StatusRequested, Task: null, requested, ready.TaskTypes, ready.Tags);
        if (ready.Status != WorkerStatus.Awake.Wire())
            return new AskResult(AskVerdict.NotAwake, Task: null, ready.Status, ready.TaskTypes, ready.Tags);
        if (ready.Again is not null || ready.SlotBusy || (looked && !ready.LetGo))
            return Answer(ready.Again, ready);

        return Answer(await FindAsync(ask, ready, cancellation), ready);
    }

    public Task OfferAsync(JobOffer offer)
    {
        var more = _offers.Take(new Offer(offer.Job, offer.Priority, offer.Created, offer.Source, offer.Sequence, offer.Runnable, offer.Tag) { More = offer.More });
        return more.Count > 0 ? _gateways.Notify(gateway => gateway.MoreWorkAsync(more, offer.Tag)) : Task.CompletedTask;
    }

    public Task SubscribeAsync(IWorkHints gateway, CancellationToken cancellation = default)
    {
        _lastSeen = time.GetUtcNow();
        _gateways.Subscribe(gateway, gateway);
        return Task.CompletedTask;
    }

    public Task JobDeletedAsync() => _gateways.Notify(gateway => gateway.CleanUpAsync());

    public Task<IReadOnlyList<JobId>> CleanUpOrdersAsync(CancellationToken cancellation = default) =>
        cleanUps.OutstandingAsync(Id, MostOrders, cancellation);

    public Task ConfirmCleanUpAsync(IReadOnlyList<JobId> jobs, CancellationToken cancellation = default) =>
        cleanUps.ConfirmAsync(Id, jobs, cancellation);

    private static bool MayStart(AskReady ready) => ready.StatusRequested is null && ready.Status == WorkerStatus.Awake.Wire();

    private static AskResult Answer(AssignedTaskView? task, AskReady ready) =>
        new(task is null ? AskVerdict.Nothing : AskVerdict.Assigned, task, ready.Status, ready.TaskTypes, ready.Tags);

    /// <summary>Asks the jobs that offer something, best first, until one of them has a task for this Worker.</summary>
    private async Task<AssignedTaskView?> FindAsync(AskTask ask, AskReady ready, CancellationToken cancellation)
    {
        var asked = new HashSet<JobId>();
        var worker = new WorkerProfile(ask.Worker, ready.TaskTypes, ready.Tags);
        while (_offers.Best(worker, asked) is { } job)
        {
            asked.Add(job);
            var result = await GrainFactory.Job(job).AssignNextAsync(
                new AssignNext { Ask = ask, TaskTypes = ready.TaskTypes, Tags = ready.Tags }, cancellation);
            if (result.Verdict is AssignVerdict.Assigned or AssignVerdict.SlotBusy or AssignVerdict.Unsettled)
                return result.Task;
        }

        return null;
    }

    private async Task AnnounceAfterAsync(Task before, Announcement announcement, CancellationToken cancellation)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        if (state.State.Url == announcement.Url && state.State.Version == announcement.Version)
            return;

        state.State.Url = announcement.Url;
        state.State.Version = announcement.Version;
        await state.WriteStateAsync(cancellation);
        LogAnnounced(Id, announcement.Url, announcement.Version);
    }

    [LoggerMessage(LogLevel.Information, "Manager {Manager} is at {Url}, version {Version}")]
    private partial void LogAnnounced(ManagerId manager, string url, string version);
}
