using Flamenco.Domain.Scheduling;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Tasks;

namespace Flamenco.Storage.Transitions;

/// <summary>An open attempt ends: completed, failed with a verdict, or expired. Fenced by the attempt being open.</summary>
internal sealed class End(AttemptEnd end) : Transition<Written<StoredTask>>
{
    public override RowKeys Keys => new(end.Task.Job, end.Task, end.Attempt);

    private AttemptOutcome Outcome => end.Event switch
    {
        TaskEvent.Completed => AttemptOutcome.Completed,
        TaskEvent.FailedWith => AttemptOutcome.Failed,
        _ => AttemptOutcome.Expired,
    };

    protected override Written<StoredTask> Judge(Rows rows)
    {
        if (rows.Task(end.Task) is not { } task || rows.Job(end.Task.Job) is null)
            return new Written<StoredTask>.Missing();
        if (rows.Attempt(end.Task, end.Attempt) is not { } attempt)
            return new Written<StoredTask>.Conflict(task, "there is no such attempt");
        if (end.By is { } worker && attempt.Worker != worker)
            return new Written<StoredTask>.Conflict(task, "the attempt is another Worker's");
        if (attempt.Outcome is not AttemptOutcome.Open)
        {
            return attempt.Outcome == Outcome
                ? new Written<StoredTask>.Repeated(task)
                : new Written<StoredTask>.Conflict(task, $"the attempt is {attempt.Outcome.Wire()}");
        }

        if (TaskMachine.Decide(task.Status, end.Event) is not TaskDecision.Moved { Outcome: { } outcome } moved)
            return new Written<StoredTask>.Conflict(task, $"the task is {task.Status.Wire()}");

        rows.Put(attempt with { Outcome = outcome, Ended = rows.Now, Reason = end.Reason });
        if (end.Event is TaskEvent.FailedWith { Verdict.BlocklistWorker: true })
            rows.Blocked.Add((task.Id.Job, new BlocklistEntry(task.Type, attempt.Worker)));
        return new Written<StoredTask>.Applied(rows.Move(task, task with
        {
            Status = moved.Status,
            Activity = end.Activity ?? task.Activity,
            StepsCompleted = Steps(task, moved.Status),
            FailedBy = outcome is AttemptOutcome.Failed ? [.. task.FailedBy.Append(attempt.Worker).Distinct()] : task.FailedBy,
        }));
    }

    public override bool BearsItsMark(Rows rows) => rows.Attempt(end.Task, end.Attempt)?.Outcome == Outcome;

    private static int Steps(StoredTask task, RenderTaskStatus next) => next switch
    {
        RenderTaskStatus.Completed => task.StepsTotal,
        RenderTaskStatus.Queued => 0,
        _ => task.StepsCompleted,
    };
}
