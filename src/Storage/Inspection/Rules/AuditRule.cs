namespace Flamenco.Storage.Inspection.Rules;

/// <summary>I10: what a person did to a job is in the job's log and in the audit log, as often in the one as in the other.</summary>
internal static class AuditRule
{
    public const string RequeueAll = "requeue-all-job";
    public const string RequeueTask = "requeue-task";

    /// <summary>The job's log has this where tasks failed without an attempt, because nobody was left who might try them.</summary>
    public const string GivenUp = "tasks-failed";

    /// <summary>The audit log's word for each thing that a person can do to a job, and that of the job's own log.</summary>
    public static readonly IReadOnlyDictionary<string, string> Words = new Dictionary<string, string>
    {
        ["submit-job"] = "submitted",
        ["cancel-job"] = "cancel-requested",
        ["pause-job"] = "pause-requested",
        ["resume-job"] = "requeueing",
        [RequeueAll] = "requeueing",
        ["requeue-unfinished-job"] = "requeueing",
        ["requeue-failed-job"] = "requeueing",
        ["delete-job"] = "deleting",
        ["prioritize-job"] = "priority",
        ["cancel-task"] = "task-canceled",
        [RequeueTask] = "task-queued",
        ["unblock"] = "unblocked",
    };

    private static readonly HashSet<string> WordsOfLogs = [.. Words.Values];

    public static void Judge(JobFacts facts, Findings findings)
    {
        var about = Subject.Job(facts.Id);
        var audited = facts.Audits
            .Where(audit => Words.ContainsKey(audit.What))
            .GroupBy(audit => (audit.Who, What: Words[audit.What]))
            .ToDictionary(audits => audits.Key, audits => audits.Sum(audit => audit.Times));
        findings.Looked(Invariant.AuditTrail, audited.Values.Sum());
        if (facts.Job is null)
        {
            if (audited.Count > 0 && !facts.IsBuried)
            {
                findings.Broken(
                    Invariant.AuditTrail, about, $"the audit log has {audited.Values.Sum()} commands on a job that is not there and was never deleted", Mending.Restore);
            }

            return;
        }

        var logged = facts.Log
            .Where(line => WordsOfLogs.Contains(line.What))
            .GroupBy(line => (line.Who, line.What))
            .ToDictionary(lines => lines.Key, lines => lines.Count());
        foreach (var (who, what) in audited.Keys.Union(logged.Keys))
        {
            var (here, there) = (logged.GetValueOrDefault((who, what)), audited.GetValueOrDefault((who, what)));
            if (here != there)
            {
                findings.Broken(
                    Invariant.AuditTrail, about, $"of {who}, the job's log has \"{what}\" {here} times, but the audit log {there} times", Mending.Restore);
            }
        }

        if (facts.Log.Where((line, index) => line.Sequence != index + 1).Any())
            findings.Broken(Invariant.AuditTrail, about, $"the {facts.Log.Count} lines of the job's log are not numbered from 1 without a gap", Mending.Restore);
    }
}
