using Flamenco.Domain.Failures;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Jobs;

namespace Flamenco.Storage.Transitions;

/// <summary>
/// Tasks fail for good that nobody may try any more. Fenced by the job's generation, which a person raises who takes somebody
/// from the blocklist, and by the version of each task.
/// </summary>
internal sealed class GiveUp(StrandedTasks stranded) : Transition<Written<JobRow>>
{
    public override RowKeys Keys => new(stranded.Job, Tasks: Span);

    private TaskSpan Span
    {
        get
        {
            var (first, last) = (stranded.Versions.Keys.Min(), stranded.Versions.Keys.Max());
            return new TaskSpan(first, (int)Math.Min(SweepChunk.TasksAtOnce, last - first + 1L));
        }
    }

    protected override Written<JobRow> Judge(Rows rows)
    {
        if (rows.Job(stranded.Job) is not { } job)
            return new Written<JobRow>.Missing();
        if (job.Sweep is not null || job.Generation != stranded.Generation || !job.Status.Runs())
            return new Written<JobRow>.Conflict(job, "the job has changed meanwhile");

        var failed = 0;
        foreach (var task in rows.Tasks(stranded.Job, Span))
        {
            if (stranded.Versions.GetValueOrDefault(task.Id.Number) != task.Version
                || TaskMachine.Decide(task.Status, new TaskEvent.Stranded()) is not TaskDecision.Moved moved)
                continue;

            rows.Move(task, task with { Status = moved.Status, Activity = $"{moved.Status.Wire()}: {Failure.NobodyIsLeft}" });
            failed++;
        }

        if (failed is 0)
            return new Written<JobRow>.Conflict(job, "the tasks have changed meanwhile");

        rows.Operations.Add(new OperationEntry(
            job.Id, JobChange.Server, "tasks-failed", $"{failed} tasks failed: {Failure.NobodyIsLeft}; see the job's blocklist"));
        return new Written<JobRow>.Applied(rows.Job(job.Id)!);
    }

    // Whoever gives up looks again, and does so until nothing is left to give up.
    public override bool BearsItsMark(Rows rows) => false;
}
