using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Tasks;

namespace Flamenco.Storage.Transitions;

/// <summary>
/// A sweep reaches the next tasks of its job. Fenced by generation and position: a late chunk does nothing. The last one gives
/// the job the status that the sweep was for, in a new generation.
/// </summary>
/// <param name="sweep">Where the sweep is believed to be.</param>
/// <param name="tasksAtOnce">How many tasks it reaches at once.</param>
internal sealed class SweepChunk(SweepOn sweep, int tasksAtOnce) : Transition<Written<JobRow>>
{
    /// <summary>Enough that a large job is through in seconds, few enough that nobody waits for them.</summary>
    public const int TasksAtOnce = 500;

    public SweepOn On => sweep;

    public override RowKeys Keys => new(sweep.Job, Tasks: Span);

    private TaskSpan Span => new(sweep.Next, tasksAtOnce);

    protected override Written<JobRow> Judge(Rows rows)
    {
        if (rows.Job(sweep.Job) is not { } job)
            return new Written<JobRow>.Missing();
        if (job.Sweep is not { } now || job.Generation != sweep.Generation || now.Next != sweep.Next)
            return new Written<JobRow>.Conflict(job, "the sweep has moved on");

        var tasks = rows.Tasks(sweep.Job, Span);
        foreach (var task in tasks)
        {
            if (TaskMachine.Decide(task.Status, new TaskEvent.Swept(now.Kind, task.CanceledByFailing)) is TaskDecision.Moved moved)
                rows.Take(task, moved, $"the job is {job.Status.Wire()}: {now.Reason}", now.Kind.ForgetsFailures(), byFailing: now.Kind is Sweep.Fail);
            else if (now.Kind.ForgetsFailures() && task.FailedBy.Count > 0)
                rows.Move(task, task with { FailedBy = [] });
        }

        job = rows.Job(sweep.Job)!;
        return new Written<JobRow>.Applied(tasks.Count == tasksAtOnce ? GoOn(rows, job, now, tasks[^1]) : End(rows, job, now));
    }

    // Whoever sweeps looks where the sweep is and goes on from there.
    public override bool BearsItsMark(Rows rows) => false;

    private static JobRow GoOn(Rows rows, JobRow job, SweepUnderWay now, StoredTask last) =>
        rows.Put(job with { Sweep = now with { Next = last.Id.Number + 1 } });

    private static JobRow End(Rows rows, JobRow job, SweepUnderWay now)
    {
        if (job.Status != now.After)
            rows.Operations.Add(new OperationEntry(job.Id, JobChange.Server, now.After.Wire(), now.Reason));
        return rows.Put(job.End(now));
    }
}
