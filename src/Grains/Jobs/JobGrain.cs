using Flamenco.Domain.Compiling;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Scheduling;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Jobs;
using Flamenco.Grains.Interfaces.Managers;
using Flamenco.Grains.Interfaces.Tasks;
using Flamenco.Grains.Placement;
using Flamenco.Storage;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Tags;
using Flamenco.Storage.Workers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Flamenco.Grains.Jobs;

/// <summary>
/// One job. Reentrant: a task is reserved in memory before the first await, and only the store's verdict makes it active.
/// Everything here is a cache of rows; the store's fences decide.
/// </summary>
[Reentrant, BesideJob]
internal sealed partial class JobGrain(
    IJobStore jobs, IWorkerStore workers, ITagStore tags, IJobCompiler compiler, IOptions<JobOptions> options, TimeProvider time, ILogger<JobGrain> logger) : Grain, IJobGrain
{
    private const int MostTries = 3;

    private readonly Guid _source = RandomId.Create();
    private readonly OfferedTasks _offered = new();
    private JobCache? _cache;
    private long _offers;
    private IGrainTimer? _beat;
    private Task _settling = Task.CompletedTask;
    private Task _carrying = Task.CompletedTask;
    private Forgetting? _forgetting;

    private JobId Id => JobId.From(this.GetPrimaryKey()) ?? default;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (JobId.From(this.GetPrimaryKey()) is not { } id)
            return;

        await LoadAsync(id, cancellationToken);
        if (_cache is not { IsAtRest: false })
            return;

        // The notice that woke it may be about a write that it has just read: nobody else will say what follows from that.
        await SettleAsync(cancellationToken);
        await PublishAsync();
    }

    public async Task<SubmitResult> SubmitAsync(SubmitJob request, CancellationToken cancellation = default)
    {
        var result = await JobSubmission.SubmitAsync(Id, request, jobs, tags, compiler, time, cancellation);
        if (result is SubmitResult.Submitted { Repeated: false })
        {
            await LoadAsync(Id, cancellation);
            LogSubmitted(Id, request.Type, _cache!.Job.Counts.Total, request.Actor.Name);
            await PublishAsync();
        }
        else
        {
            ForgetUnknown();
        }

        return result;
    }

    public async Task<JobView?> GetAsync(CancellationToken cancellation = default)
    {
        if (_cache is not { } cache || await jobs.FindAsync(Id, cancellation) is not { } row)
        {
            ForgetUnknown();
            return null;
        }

        return JobViews.From(row, cache.Table);
    }

    public async Task<AssignResult> AssignNextAsync(AssignNext request, CancellationToken cancellation = default)
    {
        var worker = new WorkerProfile(request.Ask.Worker, request.TaskTypes, request.Tags);
        for (var tries = 0; tries < MostTries && _cache is { } cache && cache.Reserve(worker) is { } reservation; tries++)
        {
            var result = await AssignAsync(cache, reservation, request);
            switch (result.Verdict)
            {
                case AssignVerdict.Assigned:
                    await PublishAsync();
                    return result;
                case AssignVerdict.SlotBusy or AssignVerdict.Unsettled:
                    return result;
                default:
                    LogAssignmentConflict(Id, reservation.Task, request.Ask.Worker);
                    await SyncAsync(cancellation);
                    break;
            }
        }

        // The offer that led here was wrong: correct it.
        await PublishAsync(again: true);
        ForgetUnknown();
        return new AssignResult(AssignVerdict.Nothing);
    }

    public async Task TaskChangedAsync(TaskNotice notice)
    {
        if (_cache?.Apply(Change(notice)) != true)
            return;
        if (notice.JobChanged)
        {
            await SyncAsync(CancellationToken.None);
            await GiveUpAsync(CancellationToken.None);
        }

        await SettleAsync(CancellationToken.None);
        await PublishAsync();
    }

    public async Task WakeAsync(CancellationToken cancellation = default)
    {
        if (_cache is null)
        {
            EraseIfDeleted();
            return;
        }

        await SyncAsync(cancellation);
        await GiveUpAsync(cancellation);
        await SettleAsync(cancellation);
        await PublishAsync(again: true);
    }

    private static TaskChange Change(TaskNotice notice) => new(
        notice.Number, notice.Status, notice.Attempt, notice.Held, notice.Version, notice.StepsCompleted, notice.FailedBy);

    private async Task<AssignResult> AssignAsync(JobCache cache, Reservation reservation, AssignNext request)
    {
        try
        {
            var assignment = new AssignTask
            {
                To = request,
                ExpectedAttempt = reservation.ExpectedAttempt,
                Generation = reservation.Generation,
            };
            // Not to be canceled by a Worker that goes away: its verdict must be known, its answer can be handed out again.
            var result = await GrainFactory.Task(Id.Task(reservation.Task)).AssignAsync(assignment, CancellationToken.None);
            if (result.Notice is { } notice)
                cache.Apply(Change(notice));
            if (result.Verdict is AssignVerdict.Assigned)
                cache.Started();
            return result;
        }
        catch
        {
            // No verdict: whatever is believed here may be wrong.
            DeactivateOnIdle();
            throw;
        }
        finally
        {
            cache.Release(reservation);
        }
    }

    private async Task LoadAsync(JobId id, CancellationToken cancellation)
    {
        if (await jobs.TableAsync(id, cancellation) is not { } loaded)
            return;

        // A pure look at rows that nobody else has; for a million of them it is too slow for a turn.
        _cache = await Task.Run(() => new JobCache(loaded), cancellation);
        LookAfter();
    }

    /// <summary>Reads what has been written since the last look.</summary>
    private async Task SyncAsync(CancellationToken cancellation)
    {
        if (_cache is not { } cache)
            return;
        if (await jobs.ChangesAsync(Id, cache.Cursor, cancellation) is not { } changes)
        {
            await LeaveAsync();
            return;
        }

        cache.Apply(changes);
        LookAfter();
    }

    /// <summary>Lets the job make the change that follows from its tasks, one at a time.</summary>
    private Task SettleAsync(CancellationToken cancellation)
    {
        if (!_settling.IsCompleted)
            return _settling = SettleAfterAsync(_settling, cancellation);
        return _settling = SettleNowAsync(cancellation);
    }

    private async Task SettleAfterAsync(Task before, CancellationToken cancellation)
    {
        await before;
        await SettleNowAsync(cancellation);
    }

    private async Task SettleNowAsync(CancellationToken cancellation)
    {
        for (var tries = 0; tries < MostTries && _cache?.Settlement(options.Value.JobFailurePolicy) is { } settle; tries++)
        {
            var written = await jobs.SettleAsync(settle, cancellation);
            if (written is Written<JobRow>.Applied)
                LogSettled(Id, settle.Settlement.Status, settle.Settlement.Reason);
            await SyncAsync(cancellation);
        }
    }

    /// <summary>Fails the tasks that nobody may try any more, some at a time, until none is left or the job has failed by that.</summary>
    private async Task GiveUpAsync(CancellationToken cancellation)
    {
        if (_cache is not { MayBeStranded: true, Job.Manager: var site })
            return;

        List<WorkerProfile> known = [.. (await workers.ListAsync(site, cancellation)).Select(worker => worker.Profile)];
        while (_cache?.Stranded(known) is { } stranded)
        {
            var written = await jobs.GiveUpAsync(stranded, cancellation);
            await SyncAsync(cancellation);
            if (written is not Written<JobRow>.Applied)
                return;
            LogGivenUp(Id, stranded.Versions.Count);
            await SettleAsync(cancellation);
        }
    }

    private Task PublishAsync(bool again = false) => _cache is { } cache ? OfferAsync(cache.Job, cache.Offered, again) : Task.CompletedTask;

    private Task OfferAsync(JobRow job, IReadOnlyDictionary<string, int> runnable, bool again = false) =>
        _offered.Tell(job, runnable, again) is not { } more
            ? Task.CompletedTask
            : GrainFactory.Manager(job.Manager).OfferAsync(new JobOffer
            {
                Job = Id,
                Priority = job.Priority,
                Created = job.Created,
                Source = _source,
                Sequence = ++_offers,
                Runnable = runnable,
                Tag = job.WorkerTag,
                More = more,
            });

    /// <summary>What is under way goes on. A job that has ended or is paused needs no beat; one that goes on again gets it back.</summary>
    private void LookAfter()
    {
        Carry();
        if (_cache is { IsAtRest: true })
        {
            _beat?.Dispose();
            _beat = null;
        }
        else
        {
            _beat ??= this.RegisterGrainTimer(WakeAsync, new GrainTimerCreationOptions(options.Value.Beat, options.Value.Beat));
            DelayDeactivation(options.Value.Beat * 10);
        }
    }

    /// <summary>The job is not there any more: nothing of it is offered.</summary>
    private async Task LeaveAsync()
    {
        if (_cache is not { Job: var job })
            return;

        _cache = null;
        _beat?.Dispose();
        _beat = null;
        await OfferAsync(job, new Dictionary<string, int>());
        await GrainFactory.Manager(job.Manager).JobDeletedAsync();
        EraseIfDeleted();
    }

    /// <summary>A forged id must not leave an activation behind.</summary>
    private void ForgetUnknown()
    {
        if (_cache is null)
            (_forgetting ??= new Forgetting(this, GoIfUnknown)).Begin();
    }

    private void GoIfUnknown()
    {
        if (_cache is null)
            DeactivateOnIdle();
    }
}
