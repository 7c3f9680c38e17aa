using Flamenco.Domain.Failures;
using Flamenco.Domain.Jobs;

namespace Flamenco.Domain.Tasks;

/// <summary>The task's status machine. Results count only for a task that is active, which means that it has an open attempt.</summary>
public static class TaskMachine
{
    public static TaskDecision Decide(RenderTaskStatus status, TaskEvent happened) => happened switch
    {
        TaskEvent.Assigned assigned => Assign(status, assigned),
        TaskEvent.Completed => Result(status, RenderTaskStatus.Completed, AttemptOutcome.Completed),
        TaskEvent.FailedWith failed => Result(
            status,
            failed.Verdict is FailureVerdict.Failed ? RenderTaskStatus.Failed : RenderTaskStatus.SoftFailed,
            AttemptOutcome.Failed),
        TaskEvent.Expired => Result(status, RenderTaskStatus.Queued, AttemptOutcome.Expired),
        TaskEvent.Stranded => status.MayBeAssigned()
            ? new TaskDecision.Moved(RenderTaskStatus.Failed, Outcome: null)
            : new TaskDecision.Rejected($"the task is {status.Wire()}: it does not wait for a Worker"),
        TaskEvent.Commanded commanded => Command(status, commanded),
        TaskEvent.Swept swept => Taken(status, Sweeps.Target(swept.Sweep, status, swept.CanceledByFailing)),
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "unknown event"),
    };

    private static TaskDecision Assign(RenderTaskStatus status, TaskEvent.Assigned assigned)
    {
        if (!status.MayBeAssigned())
            return new TaskDecision.Rejected($"the task is {status.Wire()}");
        if (assigned.Held)
            return new TaskDecision.Rejected("a revoked attempt of the task may still run");
        if (!assigned.DependenciesDone)
            return new TaskDecision.Rejected("a task that it depends on is not completed");
        return new TaskDecision.Moved(RenderTaskStatus.Active, AttemptOutcome.Open);
    }

    private static TaskDecision Result(RenderTaskStatus status, RenderTaskStatus next, AttemptOutcome outcome) =>
        status is RenderTaskStatus.Active
            ? new TaskDecision.Moved(next, outcome)
            : new TaskDecision.Rejected($"the task is {status.Wire()}, not active");

    private static TaskDecision Command(RenderTaskStatus status, TaskEvent.Commanded commanded) => commanded.Command switch
    {
        SingleTaskCommand.Cancel when status is RenderTaskStatus.Completed or RenderTaskStatus.Failed =>
            new TaskDecision.Rejected($"a task that is {status.Wire()} can not be canceled"),
        SingleTaskCommand.Cancel => Taken(status, status is RenderTaskStatus.Canceled ? null : RenderTaskStatus.Canceled),
        // One that waits already, but not for everybody, is queued anew all the same: who failed it is to be forgotten.
        SingleTaskCommand.Requeue => Taken(status, status is RenderTaskStatus.Queued && !commanded.HasFailures ? null : RenderTaskStatus.Queued),
        var unknown => throw new ArgumentOutOfRangeException(nameof(commanded), unknown, "unknown command"),
    };

    /// <summary>It takes a status from outside; whoever runs it is to stop.</summary>
    private static TaskDecision Taken(RenderTaskStatus status, RenderTaskStatus? next) => next is not { } target
        ? new TaskDecision.Unchanged()
        : status is RenderTaskStatus.Active
            ? new TaskDecision.Moved(target, AttemptOutcome.Revoked, SetsHold: true)
            : new TaskDecision.Moved(target, Outcome: null);
}
