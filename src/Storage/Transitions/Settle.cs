using Flamenco.Domain.Jobs;
using Flamenco.Storage.Jobs;

namespace Flamenco.Storage.Transitions;

/// <summary>A job changes by itself, if its row is still what the decision was based on. Its tasks follow by <see cref="SweepChunk"/>.</summary>
internal sealed class Settle(SettleJob settle) : Transition<Written<JobRow>>
{
    public override RowKeys Keys => new(settle.Job);

    protected override Written<JobRow> Judge(Rows rows)
    {
        if (rows.Job(settle.Job) is not { } job)
            return new Written<JobRow>.Missing();
        if (job.Sweep is not null || job.Status != settle.Expected || job.Generation != settle.Generation || job.Counts != settle.Counts)
            return new Written<JobRow>.Conflict(job, "the job has changed meanwhile");

        var settlement = settle.Settlement;
        rows.Operations.Add(new OperationEntry(job.Id, JobChange.Server, settlement.Status.Wire(), settlement.Reason));
        return new Written<JobRow>.Applied(rows.Put(job.Begin(settlement)));
    }

    // Whoever settles looks again, and does so until nothing is left to settle.
    public override bool BearsItsMark(Rows rows) => false;
}
