using System.Text.Json;
using Flamenco.Domain.Jobs;

namespace Flamenco.Storage.Jobs;

/// <summary>How a job's row begins a change of the whole job, with the lines that it leaves in both logs.</summary>
internal static class JobChange
{
    public const string Server = "server";

    private const uint FirstTask = 1;

    /// <summary>The job takes the status of the meantime, and what is to happen to its tasks is written down.</summary>
    public static JobRow Begin(this JobRow job, JobDecision.Accepted accepted, OperationBy by)
    {
        var reason = ReasonOf(by);
        return job with
        {
            Status = accepted.Interim,
            Activity = $"{accepted.Interim.Wire()}: {reason}",
            Generation = job.Generation + 1,
            Sweep = new SweepUnderWay(accepted.Sweep, FirstTask, accepted.After, reason),
            Forgiven = accepted.Sweep.ForgetsFailures() ? 0 : job.Forgiven,
            LastOperation = by.Operation,
        };
    }

    /// <summary>The job takes a status by itself; one that its tasks must follow raises the generation.</summary>
    public static JobRow Begin(this JobRow job, JobSettlement settlement)
    {
        var after = job with { Status = settlement.Status, Activity = $"{settlement.Status.Wire()}: {settlement.Reason}" };
        return settlement.Sweep is Sweep.None
            ? after
            : after with
            {
                Generation = job.Generation + 1,
                Sweep = new SweepUnderWay(settlement.Sweep, FirstTask, settlement.Status, settlement.Reason),
            };
    }

    /// <summary>The sweep is through: the job takes the status that it was for, in a generation of its own.</summary>
    public static JobRow End(this JobRow job, SweepUnderWay sweep) => job with
    {
        Status = sweep.After,
        Activity = $"{sweep.After.Wire()}: {sweep.Reason}",
        Generation = job.Generation + 1,
        Sweep = null,
    };

    /// <summary>Must somebody look after the job? Neither ended nor paused, or swept, or being deleted.</summary>
    public static bool IsUnfinished(this JobRow job) => job.Status switch
    {
        JobStatus.UnderConstruction => false,
        JobStatus.Deleting => true,
        _ => job.Sweep is not null || !(job.Status.IsTerminal() || job.Status is JobStatus.Paused),
    };

    public static string ReasonOf(OperationBy by) => by.Reason.Length > 0 ? $"{by.Who}: {by.Reason}" : $"by {by.Who}";

    public static string Wire(this JobCommand command) => $"{JsonNamingPolicy.KebabCaseLower.ConvertName(command.ToString())}-job";
}

/// <summary>A line for the audit log.</summary>
public sealed record AuditEntry(OperationBy By, string What, string Target, string Before, string After);
