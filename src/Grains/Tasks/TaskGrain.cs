using Flamenco.Domain.Failures;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Tasks;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Tasks;
using Flamenco.Grains.Jobs;
using Flamenco.Grains.Workers;
using Flamenco.Grains.Interfaces.Jobs;
using Flamenco.Grains.Placement;
using Flamenco.Storage;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Tasks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Flamenco.Grains.Tasks;

/// <summary>One task's life. Not reentrant; never waits for its job, which it tells by one-way notices.</summary>
[BesideJob]
internal sealed partial class TaskGrain(
    ITaskStore tasks, ICommandStore commands, IJobStore jobs, IOptions<JobOptions> options, ILogger<TaskGrain> logger) : Grain, ITaskGrain
{
    private Forgetting? _forgetting;

    private TaskId Id => TaskId.From(this.GetPrimaryKey()) ?? default;

    public async Task<TaskView?> GetAsync(CancellationToken cancellation = default)
    {
        if (TaskId.From(this.GetPrimaryKey()) is not { } id || await tasks.FindAsync(id, cancellation) is not { } task)
        {
            Forget();
            return null;
        }

        var attempts = await tasks.AttemptsAsync(id, cancellation);
        return TaskViews.From(task, attempts, await commands.CommandsAsync(id, cancellation) ?? "[]");
    }

    public async Task<AssignResult> AssignAsync(AssignTask request, CancellationToken cancellation = default)
    {
        var ask = request.To.Ask;
        var attempt = new NewAttempt(Id, request.ExpectedAttempt, request.Generation, ask.Worker, ask.Slot, ask.Life, ask.Ask)
        {
            Settles = known => AskSettlement.Judge(known, ask, mayRun: true) is not Settlement.Keep,
        };
        var outcome = await tasks.AssignAsync(attempt, cancellation);
        switch (outcome)
        {
            case AssignOutcome.Assigned assigned:
                LogAssigned(Id, assigned.Row.Task.Attempt, ask.Worker);
                return new AssignResult(AssignVerdict.Assigned, TaskViews.Assigned(assigned.Row, ask.IsFlamenco3), TaskViews.Notice(assigned.Row.Task));
            case AssignOutcome.Again again:
                var same = again.Row.Task.Id == Id ? TaskViews.Notice(again.Row.Task) : null;
                return new AssignResult(AssignVerdict.Assigned, TaskViews.Assigned(again.Row, ask.IsFlamenco3), same);
            case AssignOutcome.SlotBusy:
                return new AssignResult(AssignVerdict.SlotBusy);
            case AssignOutcome.Unsettled:
                return new AssignResult(AssignVerdict.Unsettled);
            case AssignOutcome.Changed changed:
                return new AssignResult(AssignVerdict.Conflict, Notice: TaskViews.Notice(changed.Task));
            default:
                return new AssignResult(AssignVerdict.Conflict);
        }
    }

    public async Task<ReportResult> ReportAsync(TaskReport report, CancellationToken cancellation = default)
    {
        if (TaskId.From(this.GetPrimaryKey()) is not { } id)
            return Gone();
        if ((report.Attempt ?? await AttemptOfAsync(report.Worker, attempt: null, cancellation)) is not { } attempt)
            return await tasks.FindAsync(id, cancellation) is null ? Gone() : Refuse(report);

        var verdict = report.Status is "failed" ? await JudgeAsync(attempt, report.Worker, cancellation) : null;
        var written = report.Status switch
        {
            "completed" => await EndAsync(attempt, new TaskEvent.Completed(), report, reason: null, cancellation),
            "failed" => await EndAsync(attempt, new TaskEvent.FailedWith(verdict!), report, verdict!.Reason, cancellation),
            _ => await tasks.ProgressAsync(new AttemptProgress(id, attempt, report.Activity, report.StepsCompleted, report.Worker), cancellation),
        };

        switch (written)
        {
            case Written<StoredTask>.Applied applied:
                await TellJobAsync(applied.Row, jobChanged: verdict is { BlocklistWorker: true });
                if (applied.Row.Status is not RenderTaskStatus.Active)
                    DeactivateOnIdle();
                return ReportResult.Accepted;
            case Written<StoredTask>.Repeated:
                return ReportResult.Accepted;
            case Written<StoredTask>.Missing:
                return Gone();
            default:
                return Refuse(report);
        }
    }

    public async Task<MayRunResult> MayRunAsync(WorkerId worker, int? attempt, CancellationToken cancellation = default)
    {
        if (TaskId.From(this.GetPrimaryKey()) is not { } id || await tasks.FindAsync(id, cancellation) is not { } task)
        {
            Forget();
            return new MayRunResult(MayRun: false, "there is no such task");
        }

        var known = await tasks.AttemptsAsync(id, cancellation);
        return known.Any(row => row.Worker == worker && row.Outcome is AttemptOutcome.Open && (attempt is null || row.Attempt == attempt))
            ? new MayRunResult(MayRun: true, "")
            : new MayRunResult(MayRun: false, $"the task is {task.Status.Wire()}, and this attempt is not the Worker's any more");
    }

    public async Task<int?> AttemptOfAsync(WorkerId worker, int? attempt, CancellationToken cancellation = default)
    {
        if (TaskId.From(this.GetPrimaryKey()) is not { } id || await tasks.AttemptsAsync(id, cancellation) is not [_, ..] known)
        {
            Forget();
            return null;
        }

        return known.LastOrDefault(row => row.Worker == worker && (attempt is null || row.Attempt == attempt))?.Attempt;
    }

    public async Task ExpireAsync(int attempt, string reason, CancellationToken cancellation = default)
    {
        var end = new AttemptEnd(Id, attempt, new TaskEvent.Expired(), $"queued again: {reason}", reason);
        if (await tasks.EndAsync(end, cancellation) is Written<StoredTask>.Applied applied)
        {
            LogExpired(Id, attempt, reason);
            await TellJobAsync(applied.Row);
        }
    }

    public async Task ConfirmDeadAsync(int attempt, CancellationToken cancellation = default)
    {
        if (await tasks.ConfirmDeadAsync(Id, attempt, cancellation) is Written<StoredTask>.Applied applied)
            await TellJobAsync(applied.Row);
    }

    public async Task<CommandResult> CommandAsync(CommandTask request, CancellationToken cancellation = default)
    {
        if (TaskId.From(this.GetPrimaryKey()) is not { } id || await jobs.FindAsync(id.Job, cancellation) is not { } job)
        {
            Forget();
            return CommandResults.NoSuchTask;
        }

        if (CommandResults.Forbids(request.Actor, job) is { } forbidden)
            return forbidden;

        var commanded = await tasks.CommandAsync(id, request.Command, request.Actor.By(request.Reason, request.IdempotencyKey), cancellation);
        if (commanded is Commanded.Applied { Task: { } task })
        {
            LogCommand(id, request.Command, request.Actor.Name);
            await TellJobAsync(task, jobChanged: true);
        }

        return CommandResults.From(commanded, CommandResults.NoSuchTask);
    }

    public async Task<AssignedTaskView?> HandOutAgainAsync(HandOutAgain request, CancellationToken cancellation = default) =>
        await tasks.HandOutAgainAsync(Id, request.Attempt, request.Slot, request.Life, request.Ask, cancellation) is { } row
            ? TaskViews.Assigned(row, request.Ask == 0)
            : null;

    /// <summary>There is no such task.</summary>
    private void Forget() => (_forgetting ??= new Forgetting(this, DeactivateOnIdle)).Begin();

    private async Task<FailureVerdict> JudgeAsync(int attempt, WorkerId worker, CancellationToken cancellation)
    {
        var verdict = Failure.Judge(await tasks.FailuresAsync(Id, worker, cancellation), options.Value.FailurePolicy);
        LogFailed(Id, attempt, worker, verdict.Reason);
        return verdict;
    }

    private Task<Written<StoredTask>> EndAsync(
        int attempt, TaskEvent happened, TaskReport report, string? reason, CancellationToken cancellation) =>
        tasks.EndAsync(new AttemptEnd(Id, attempt, happened, report.Activity, reason, report.Worker), cancellation);

    private ReportResult Gone()
    {
        Forget();
        return ReportResult.Gone;
    }

    private ReportResult Refuse(TaskReport report)
    {
        LogStale(Id, report.Attempt, report.Worker);
        return ReportResult.Stale;
    }

    private Task TellJobAsync(StoredTask task, bool jobChanged = false) =>
        GrainFactory.Job(Id.Job).TaskChangedAsync(TaskViews.Notice(task, jobChanged));

    [LoggerMessage(LogLevel.Debug, "Task {Task} attempt {Attempt} assigned to Worker {Worker}")]
    private partial void LogAssigned(TaskId task, int attempt, WorkerId worker);

    [LoggerMessage(LogLevel.Warning, "Task {Task} attempt {Attempt} failed on Worker {Worker}: {Reason}")]
    private partial void LogFailed(TaskId task, int attempt, WorkerId worker, string reason);

    [LoggerMessage(LogLevel.Information, "Task {Task}: {Command} by {Who}")]
    private partial void LogCommand(TaskId task, SingleTaskCommand command, string who);

    [LoggerMessage(LogLevel.Information, "Task {Task} attempt {Attempt} expired: {Reason}")]
    private partial void LogExpired(TaskId task, int attempt, string reason);

    [LoggerMessage(LogLevel.Information, "Task {Task}: an update of attempt {Attempt} by Worker {Worker} is stale")]
    private partial void LogStale(TaskId task, int? attempt, WorkerId worker);
}
