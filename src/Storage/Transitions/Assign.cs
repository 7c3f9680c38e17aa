using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Tasks;

namespace Flamenco.Storage.Transitions;

/// <summary>A task is given to a Worker under a new attempt. Fenced by the job's generation and by the attempt number.</summary>
internal sealed class Assign(NewAttempt attempt) : Transition<AssignVerdict>
{
    public override RowKeys Keys => new(attempt.Task.Job, attempt.Task, attempt.ExpectedAttempt + 1, Holder: attempt.Worker);

    internal WorkerSlot Slot => new(attempt.Worker, attempt.Slot);

    protected override AssignVerdict Judge(Rows rows)
    {
        if (rows.Job(attempt.Task.Job) is not { } job || rows.Task(attempt.Task) is not { } task)
            return new AssignVerdict.Missing();

        var busy = rows.OpenIn(Slot);
        if (busy is not null && IsOurs(busy))
            return new AssignVerdict.Again(busy);
        if (rows.OutstandingOf(attempt.Worker).Any(attempt.Settles))
            return new AssignVerdict.Unsettled();
        if (busy is not null)
            return new AssignVerdict.SlotBusy();

        // Whether the dependencies are done is what the generation stands for.
        if (!job.Status.Runs() || job.Generation != attempt.Generation || task.Attempt != attempt.ExpectedAttempt
            || TaskMachine.Decide(task.Status, new TaskEvent.Assigned(DependenciesDone: true, task.Held is not null))
                is not TaskDecision.Moved moved)
        {
            return new AssignVerdict.Changed(task);
        }

        var number = task.Attempt + 1;
        rows.Add(new AttemptRow
        {
            Task = task.Id,
            Attempt = number,
            Worker = attempt.Worker,
            WorkerName = "",
            WorkerAddress = "",
            Slot = attempt.Slot,
            Life = attempt.Life,
            Ask = attempt.Ask,
            Outcome = AttemptOutcome.Open,
            Held = false,
            Assigned = rows.Now,
            Ended = null,
            Reason = null,
            Alias = attempt.Ask is 0 ? AttemptAlias.Of(task.Id, number) : null,
        });
        return new AssignVerdict.Assigned(
            rows.Move(task, task with { Status = moved.Status, Attempt = number, StepsCompleted = 0 }), job);
    }

    public override bool BearsItsMark(Rows rows) => rows.Attempt(attempt.Task, attempt.ExpectedAttempt + 1) is { } known && IsOurs(known);

    private bool IsOurs(AttemptRow known) =>
        known.Worker == attempt.Worker && known.Slot == attempt.Slot && known.Life == attempt.Life && known.Ask == attempt.Ask;
}
