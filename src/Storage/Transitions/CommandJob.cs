using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Storage.Jobs;

namespace Flamenco.Storage.Transitions;

/// <summary>A person's command on a whole job. Judged by the stored status; its tasks follow by <see cref="SweepChunk"/>.</summary>
internal sealed class CommandJob(JobId id, JobCommand command, OperationBy by) : Operation(id, by, $"{command.Wire()} {id}")
{
    protected override Commanded Carry(Rows rows, JobRow job)
    {
        switch (JobMachine.Decide(job.Status, job.SweepKind, command))
        {
            case JobDecision.UnderWay:
                return new Commanded.Repeated(job);
            case JobDecision.Rejected rejected:
                return new Commanded.Refused(job, rejected.Reason);
            case JobDecision.Accepted accepted:
                var after = rows.Put(job.Begin(accepted, By));
                rows.Operations.Add(new OperationEntry(job.Id, By.Who, accepted.Interim.Wire(), JobChange.ReasonOf(By)));
                rows.Audits.Add(new AuditEntry(By, command.Wire(), job.Id.ToString(), job.Status.Wire(), accepted.After.Wire()));
                if (accepted.Sweep.ForgetsFailures())
                    rows.Unblock(job.Id);
                if (accepted.Sweep is Sweep.Delete)
                    rows.Tombstones.Add(TombstoneOf(job, rows.Now));
                return new Commanded.Applied(after);
            default:
                throw new InvalidOperationException($"job {job.Id}: no such decision");
        }
    }

    private Tombstone TombstoneOf(JobRow job, DateTimeOffset now) => new()
    {
        Job = job.Id,
        Name = job.Name,
        Type = job.Type,
        Manager = job.Manager,
        SubmittedBy = job.SubmittedBy,
        Created = job.Created,
        DeletedBy = By.Who,
        Deleted = now,
        Tasks = job.Counts.Total,
        Completed = job.Counts.Completed,
        Failed = job.Counts.Failed,
        StepsCompleted = job.StepsCompleted,
        StepsTotal = job.StepsTotal,
    };
}
