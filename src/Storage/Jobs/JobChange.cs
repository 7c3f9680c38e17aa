using System.Text.Json;
using Flamenco.Domain.Jobs;
using Flamenco.Storage.Transitions;

namespace Flamenco.Storage.Jobs;

/// <summary>
/// A change of a whole job, decided by its row alone: what an adapter sweeps, writes and logs in one transaction. The same
/// on every database.
/// </summary>
/// <param name="Before">The row as it is.</param>
/// <param name="After">The row as it becomes, but for what the sweep counts.</param>
/// <param name="Sweep">What happens to the tasks.</param>
/// <param name="Revocation">Why open attempts are taken away; kept with them.</param>
/// <param name="Log">Lines for the operation log, in their order.</param>
/// <param name="Audit">The line for the audit log; null where the job acts by itself.</param>
internal sealed record JobChange(
    JobRow Before, JobRow After, Sweep Sweep, string Revocation, IReadOnlyList<OperationEntry> Log, AuditEntry? Audit)
{
    private const string Server = "server";

    /// <summary>A person's command: the change, or the verdict that stands without one.</summary>
    public static (JobChange? Change, Written<JobRow>? Verdict) Of(JobRow job, JobCommand command, OperationBy by)
    {
        switch (JobMachine.Decide(job.Status, command))
        {
            case JobDecision.UnderWay:
                return (null, new Written<JobRow>.Repeated(job));
            case JobDecision.Rejected rejected:
                return (null, new Written<JobRow>.Conflict(job, rejected.Reason));
            case JobDecision.Accepted accepted:
                var reason = by.Reason.Length > 0 ? $"{by.Who}: {by.Reason}" : $"by {by.Who}";
                List<OperationEntry> log = [new(job.Id, by.Who, accepted.Interim.Wire(), reason)];
                if (accepted.After != accepted.Interim)
                    log.Add(new OperationEntry(job.Id, Server, accepted.After.Wire(), reason));

                // One generation for the command, one for the end of its sweep.
                var after = job with
                {
                    Status = accepted.After,
                    Activity = $"{accepted.After.Wire()}: {reason}",
                    Generation = job.Generation + 2,
                };
                var audit = new AuditEntry(by, $"{JsonNamingPolicy.KebabCaseLower.ConvertName(command.ToString())}-job", job.Id.ToString(), job.Status.Wire(), accepted.After.Wire());
                return (new JobChange(job, after, accepted.Sweep, $"the job is {accepted.Interim.Wire()}", log, audit), null);
            default:
                throw new InvalidOperationException($"job {job.Id}: no such decision");
        }
    }

    /// <summary>What a job does by itself: the change, or the verdict that stands without one.</summary>
    public static (JobChange? Change, Written<JobRow>? Verdict) Of(JobRow job, SettleJob settle)
    {
        if (job.Status != settle.Expected || job.Generation != settle.Generation || job.Counts != settle.Counts)
            return (null, new Written<JobRow>.Conflict(job, "the job has changed meanwhile"));

        var settlement = settle.Settlement;
        var after = job with
        {
            Status = settlement.Status,
            Activity = $"{settlement.Status.Wire()}: {settlement.Reason}",
            Generation = settlement.Sweep is Sweep.None ? job.Generation : job.Generation + 1,
        };
        List<OperationEntry> log = [new(job.Id, Server, settlement.Status.Wire(), settlement.Reason)];
        return (new JobChange(job, after, settlement.Sweep, $"the job is {settlement.Status.Wire()}", log, Audit: null), null);
    }
}

/// <summary>A line for the audit log.</summary>
internal sealed record AuditEntry(OperationBy By, string What, string Target, string Before, string After);
