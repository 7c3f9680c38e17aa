using Flamenco.Domain.Access;
using Flamenco.Domain.Compiling;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Scheduling;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Jobs;
using Flamenco.Grains.Interfaces.Managers;
using Flamenco.Grains.Interfaces.Tasks;
using Flamenco.Storage;
using Flamenco.Storage.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Flamenco.Grains.Jobs;

/// <summary>
/// One job. Reentrant: a task is reserved in memory before the first await, and only the store's verdict makes it active.
/// Everything here is a cache of rows; the store's fences decide.
/// </summary>
[Reentrant]
internal sealed partial class JobGrain(
    IJobStore jobs, IJobCompiler compiler, IOptions<JobOptions> options, TimeProvider time, ILogger<JobGrain> logger) : Grain, IJobGrain
{
    private const int MostTries = 3;

    private readonly Guid _source = RandomId.Create();
    private JobRow? _job;
    private TaskTable? _table;
    private long _cursor;
    private long _offers;
    private IGrainTimer? _beat;
    private Task _settling = Task.CompletedTask;

    private JobId Id => JobId.From(this.GetPrimaryKey()) ?? default;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (JobId.From(this.GetPrimaryKey()) is not { } id)
            return;

        await LoadAsync(id, cancellationToken);
        if (_job is not { } job || IsAtRest(job))
            return;

        // The notice that woke it may be about a write that it has just read: nobody else will say what follows from that.
        await SettleAsync(cancellationToken);
        await PublishAsync();
    }

    public async Task<SubmitResult> SubmitAsync(SubmitJob request, CancellationToken cancellation = default)
    {
        var result = await JobSubmission.SubmitAsync(Id, request, jobs, compiler, time, cancellation);
        if (result is SubmitResult.Submitted { Repeated: false })
        {
            await LoadAsync(Id, cancellation);
            LogSubmitted(Id, request.Type, _job!.Counts.Total, request.Actor.Name);
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
        if (_table is null || await jobs.FindAsync(Id, cancellation) is not { } row)
        {
            ForgetUnknown();
            return null;
        }

        return JobViews.From(row, _table);
    }

    public async Task<AssignResult> AssignNextAsync(AssignNext request, CancellationToken cancellation = default)
    {
        var worker = new WorkerProfile(request.Worker, request.TaskTypes);
        for (var tries = 0; tries < MostTries && _job is { } job && job.Status.Runs(); tries++)
        {
            var table = _table!;
            if (table.Reserve(worker) is not { } task)
                break;

            var result = await AssignAsync(table, task, job.Generation, request);
            switch (result.Verdict)
            {
                case AssignVerdict.Assigned:
                    await PublishAsync();
                    return result;
                case AssignVerdict.SlotBusy:
                    return result;
                default:
                    LogAssignmentConflict(Id, task.Number, request.Worker);
                    await SyncAsync(cancellation);
                    break;
            }
        }

        // The offer that led here was wrong: correct it.
        await PublishAsync();
        ForgetUnknown();
        return new AssignResult(AssignVerdict.Nothing);
    }

    public async Task<CommandResult> CommandAsync(CommandJob request, CancellationToken cancellation = default)
    {
        if (_job is not { } job)
        {
            ForgetUnknown();
            return new CommandResult(CommandVerdict.NotFound, "there is no such job");
        }

        var actor = request.Actor;
        if (!Roles.MayCommand(actor.Role, actor.Name, job.SubmittedBy))
            return new CommandResult(CommandVerdict.Forbidden, $"only {job.SubmittedBy} or an operator may do that to this job");

        var by = new OperationBy(actor.Name, actor.Role, actor.Address, request.Reason);
        var written = await jobs.CommandAsync(Id, request.Command, by, cancellation);
        if (written is Written<JobRow>.Conflict conflict)
            return new CommandResult(CommandVerdict.Refused, conflict.Reason);
        if (written is Written<JobRow>.Missing)
            return new CommandResult(CommandVerdict.NotFound, "there is no such job");

        LogCommand(Id, request.Command, actor.Name);
        await WakeAsync(cancellation);
        return new CommandResult(CommandVerdict.Accepted, "");
    }

    public async Task TaskChangedAsync(TaskNotice notice)
    {
        if (_table?.Apply(Change(notice)) == true)
        {
            await SettleAsync(CancellationToken.None);
            await PublishAsync();
        }
    }

    public async Task WakeAsync(CancellationToken cancellation = default)
    {
        if (_job is null)
        {
            ForgetUnknown();
            return;
        }

        await SyncAsync(cancellation);
        await SettleAsync(cancellation);
        await PublishAsync();
    }

    private static bool IsAtRest(JobRow job) => job.Status.IsTerminal() || job.Status is JobStatus.Paused;

    private static TaskChange Change(TaskNotice notice) => new(
        notice.Number, notice.Status, notice.Attempt, notice.Held, notice.Version, notice.StepsCompleted, notice.FailedBy);

    private async Task<AssignResult> AssignAsync(TaskTable table, TaskRow task, long generation, AssignNext request)
    {
        try
        {
            var assignment = new AssignTask { To = request, ExpectedAttempt = task.Attempt, Generation = generation };
            // Not to be canceled by a Worker that goes away: its verdict must be known, its answer can be handed out again.
            var result = await GrainFactory.Task(Id.Task(task.Number)).AssignAsync(assignment, CancellationToken.None);
            if (result.Notice is { } notice)
                _table?.Apply(Change(notice));
            if (result.Verdict is AssignVerdict.Assigned && _job is { Status: JobStatus.Queued } queued)
                _job = queued with { Status = JobStatus.Active };
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
            table.Release(task.Number);
        }
    }

    private async Task LoadAsync(JobId id, CancellationToken cancellation)
    {
        if (await jobs.TableAsync(id, cancellation) is not { } loaded)
            return;

        _job = loaded.Job;
        _table = new TaskTable(loaded.Tasks);
        _cursor = loaded.Cursor;
        RestIfDone();
    }

    /// <summary>Reads what has been written since the last look: the job's row first, so that no old table is used under a new generation.</summary>
    private async Task SyncAsync(CancellationToken cancellation)
    {
        if (await jobs.ChangesAsync(Id, _cursor, cancellation) is not { } changes || _table is null)
        {
            DeactivateOnIdle();
            return;
        }

        foreach (var change in changes.Tasks)
            _table.Apply(change);
        _cursor = Math.Max(_cursor, changes.Cursor);
        if (_job is null || changes.Job.Generation >= _job.Generation)
            _job = changes.Job;
        RestIfDone();
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
        for (var tries = 0; tries < MostTries && _job is { } job && _table is { } table; tries++)
        {
            var settlement = JobMachine.Settle(
                job.Status, table.Counts, table.RunnableCount + table.ReservedCount, table.Held, options.Value.JobFailurePolicy);
            if (settlement is null)
                return;

            var written = await jobs.SettleAsync(
                new SettleJob(Id, job.Status, job.Generation, settlement, table.Counts), cancellation);
            if (written is Written<JobRow>.Applied)
                LogSettled(Id, settlement.Status, settlement.Reason);
            await SyncAsync(cancellation);
        }
    }

    private Task PublishAsync()
    {
        if (_job is not { } job || _table is not { } table)
            return Task.CompletedTask;

        return GrainFactory.Manager(job.Manager).OfferAsync(new JobOffer
        {
            Job = Id,
            Priority = job.Priority,
            Created = job.Created,
            Source = _source,
            Sequence = ++_offers,
            Runnable = job.Status.Runs() ? table.Runnable : new Dictionary<string, int>(),
        });
    }

    /// <summary>A job that has ended or is paused needs no beat; one that goes on again gets it back.</summary>
    private void RestIfDone()
    {
        if (_job is { } job && IsAtRest(job))
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

    /// <summary>A forged id must not leave an activation behind.</summary>
    private void ForgetUnknown()
    {
        if (_job is null)
            DeactivateOnIdle();
    }

    [LoggerMessage(LogLevel.Information, "Job {Job} of type {Type} compiled into {Tasks} tasks for {Who}")]
    private partial void LogSubmitted(JobId job, string type, int tasks, string who);

    [LoggerMessage(LogLevel.Information, "Job {Job}: {Command} by {Who}")]
    private partial void LogCommand(JobId job, JobCommand command, string who);

    [LoggerMessage(LogLevel.Information, "Job {Job} is {Status}: {Reason}")]
    private partial void LogSettled(JobId job, JobStatus status, string reason);

    [LoggerMessage(LogLevel.Information, "Job {Job}: task {Number} could not be assigned to Worker {Worker}, its row has changed")]
    private partial void LogAssignmentConflict(JobId job, uint number, WorkerId worker);
}
