namespace Flamenco.Domain.Failures;

/// <summary>When is a failed task final, and when does a Worker stop getting such tasks?</summary>
/// <param name="FailAfter">Distinct Workers that must fail a task before it is failed for good. 1 to 100.</param>
/// <param name="BlockAfter">Tasks of one type in one job that a Worker may fail before it is blocklisted there. 1 to 1,000.</param>
public sealed record FailurePolicy(int FailAfter = 3, int BlockAfter = 3);

/// <summary>What is known at the moment a Worker reports a failure; the report itself is already counted in.</summary>
/// <param name="FailedBy">Distinct Workers that have failed this task.</param>
/// <param name="FailedHere">Distinct tasks of this type in this job that the reporting Worker has failed.</param>
/// <param name="WhoMayStillTry">Workers that could run the task and have neither failed it nor been blocklisted for it.</param>
public readonly record struct FailureReport(int FailedBy, int FailedHere, int WhoMayStillTry);

/// <summary>What a failure leads to. Exactly one of these, and always with a reason that people can read.</summary>
public abstract record FailureVerdict(string Reason, bool BlocklistWorker)
{
    public sealed record SoftFailed(string Reason, bool BlocklistWorker) : FailureVerdict(Reason, BlocklistWorker);

    public sealed record Failed(string Reason, bool BlocklistWorker) : FailureVerdict(Reason, BlocklistWorker);
}

public static class Failure
{
    /// <summary>Why a task fails that nobody may try.</summary>
    public const string NobodyIsLeft = "no Worker is left that may try it";

    public static FailureVerdict Judge(FailureReport report, FailurePolicy policy)
    {
        var blocklist = report.FailedHere >= policy.BlockAfter;

        if (report.FailedBy >= policy.FailAfter)
            return new FailureVerdict.Failed($"failed by {report.FailedBy} Workers", blocklist);

        if (report.WhoMayStillTry == 0)
            return new FailureVerdict.Failed(NobodyIsLeft, blocklist);

        return new FailureVerdict.SoftFailed($"failed by {report.FailedBy} of {policy.FailAfter} Workers", blocklist);
    }
}
