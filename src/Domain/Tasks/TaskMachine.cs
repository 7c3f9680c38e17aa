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
        TaskEvent.Swept swept => SweepTo(status, swept),
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

    private static TaskDecision SweepTo(RenderTaskStatus status, TaskEvent.Swept swept) =>
        Sweeps.Target(swept.Sweep, status, swept.CanceledByFailing) is not { } next
            ? new TaskDecision.Unchanged()
            : status is RenderTaskStatus.Active
                ? new TaskDecision.Moved(next, AttemptOutcome.Revoked, SetsHold: true)
                : new TaskDecision.Moved(next, Outcome: null);
}
