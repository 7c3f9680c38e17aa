using Flamenco.Domain.Tasks;
using Flamenco.Storage.Tasks;

namespace Flamenco.Storage.Transitions;

/// <summary>An open attempt runs on; steps never fall.</summary>
internal sealed class Progress(AttemptProgress progress) : Transition<Written<StoredTask>>
{
    public override RowKeys Keys => new(progress.Task.Job, progress.Task, progress.Attempt);

    protected override Written<StoredTask> Judge(Rows rows)
    {
        if (rows.Task(progress.Task) is not { } task || rows.Job(progress.Task.Job) is null)
            return new Written<StoredTask>.Missing();
        if (rows.Attempt(progress.Task, progress.Attempt) is not { Outcome: AttemptOutcome.Open } attempt)
            return new Written<StoredTask>.Conflict(task, "the attempt is not open");
        if (progress.By is { } worker && attempt.Worker != worker)
            return new Written<StoredTask>.Conflict(task, "the attempt is another Worker's");

        var steps = Math.Clamp(progress.StepsCompleted ?? 0, task.StepsCompleted, task.StepsTotal);
        return new Written<StoredTask>.Applied(
            rows.Move(task, task with { Activity = progress.Activity ?? task.Activity, StepsCompleted = steps }));
    }

    // It may be repeated without harm, so its sender does.
    public override bool BearsItsMark(Rows rows) => false;
}
