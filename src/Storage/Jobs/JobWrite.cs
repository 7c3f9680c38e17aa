using Flamenco.Domain.Jobs;
using Flamenco.Storage.Transitions;

namespace Flamenco.Storage.Jobs;

/// <summary>
/// What a person's command, or a change that a job makes by itself, leads to: decided here from the stored rows, saved by the
/// adapter in one transaction. The same on every database.
/// </summary>
/// <param name="Verdict">The job's row is to be saved if it is <see cref="Written{TRow}.Applied"/>; else there is nothing to save.</param>
internal sealed record JobWrite(Written<JobRow> Verdict)
{
    /// <summary>Who the operation log names for what happens by itself.</summary>
    public const string Server = "server";

    public IReadOnlyList<SweptTask> Tasks { get; init; } = [];

    /// <summary>Why attempts are revoked.</summary>
    public string RevokedBecause { get; init; } = "";

    public IReadOnlyList<OperationEntry> Operations { get; init; } = [];

    public AuditEntry? Audit { get; init; }

    /// <param name="stored">The job's row; null if there is none.</param>
    /// <param name="command">What is asked for.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="tasks">Reads the job's tasks, in order; called only if they are swept.</param>
    public static JobWrite Command(JobRow? stored, JobCommand command, OperationBy by, Func<IEnumerable<SweepTask>> tasks)
    {
        if (stored is not { } job)
            return new JobWrite(new Written<JobRow>.Missing());

        switch (JobMachine.Decide(job.Status, command))
        {
            case JobDecision.UnderWay:
                return new JobWrite(new Written<JobRow>.Repeated(job));
            case JobDecision.Rejected rejected:
                return new JobWrite(new Written<JobRow>.Conflict(job, rejected.Reason));
            case JobDecision.Accepted accepted:
                var reason = by.Reason.Length > 0 ? $"{by.Who}: {by.Reason}" : $"by {by.Who}";
                var (swept, changed) = Sweep(job, accepted.Sweep, tasks);
                var after = swept with
                {
                    Status = accepted.After,
                    Activity = $"{accepted.After.Wire()}: {reason}",
                    // Once for the command, once for the end of its sweep.
                    Generation = job.Generation + 2,
                };
                var said = new OperationEntry(job.Id, by.Who, accepted.Interim.Wire(), reason);
                return new JobWrite(new Written<JobRow>.Applied(after))
                {
                    Tasks = changed,
                    RevokedBecause = $"the job is {accepted.Interim.Wire()}",
                    Operations = accepted.After == accepted.Interim
                        ? [said]
                        : [said, new OperationEntry(job.Id, Server, accepted.After.Wire(), reason)],
                    Audit = new AuditEntry(by, $"{command}-job", job.Id.ToString(), job.Status.Wire(), accepted.After.Wire()),
                };
            default:
                throw new InvalidOperationException($"job {job.Id}: no such decision");
        }
    }

    /// <param name="stored">The job's row; null if there is none.</param>
    /// <param name="settle">The change, and what it was based on.</param>
    /// <param name="tasks">Reads the job's tasks, in order; called only if they are swept.</param>
    public static JobWrite Settle(JobRow? stored, SettleJob settle, Func<IEnumerable<SweepTask>> tasks)
    {
        if (stored is not { } job)
            return new JobWrite(new Written<JobRow>.Missing());
        if (job.Status != settle.Expected || job.Generation != settle.Generation || job.Counts != settle.Counts)
            return new JobWrite(new Written<JobRow>.Conflict(job, "the job has changed meanwhile"));

        var settlement = settle.Settlement;
        var (swept, changed) = Sweep(job, settlement.Sweep, tasks);
        var after = swept with
        {
            Status = settlement.Status,
            Activity = $"{settlement.Status.Wire()}: {settlement.Reason}",
            Generation = settlement.Sweep is Domain.Jobs.Sweep.None ? job.Generation : job.Generation + 1,
        };
        return new JobWrite(new Written<JobRow>.Applied(after))
        {
            Tasks = changed,
            RevokedBecause = $"the job is {settlement.Status.Wire()}",
            Operations = [new OperationEntry(job.Id, Server, settlement.Status.Wire(), settlement.Reason)],
        };
    }

    /// <summary>The job with its new counters, and the tasks that change.</summary>
    private static (JobRow Job, List<SweptTask> Tasks) Sweep(JobRow job, Sweep sweep, Func<IEnumerable<SweepTask>> tasks)
    {
        var changed = new List<SweptTask>();
        if (sweep is Domain.Jobs.Sweep.None)
            return (job, changed);

        foreach (var task in tasks())
        {
            if (SweptTask.Of(task, sweep) is not { } swept)
                continue;

            changed.Add(swept);
            job = job with
            {
                Counts = job.Counts.Moved(task.Status, swept.Status),
                StepsCompleted = job.StepsCompleted + swept.StepsCompleted - task.StepsCompleted,
            };
        }

        return (job, changed);
    }
}

/// <summary>A line for the audit log.</summary>
internal sealed record AuditEntry(OperationBy By, string What, string Target, string Before, string After);
