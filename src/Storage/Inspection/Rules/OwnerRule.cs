using Flamenco.Domain.Jobs;
using Flamenco.Storage.Tasks;

namespace Flamenco.Storage.Inspection.Rules;

/// <summary>I7: each row has the row that it belongs to, and each task its commands; what is half made or half gone is being worked on.</summary>
internal static class OwnerRule
{
    public static void Judge(JobFacts facts, Works works, Findings findings)
    {
        findings.Looked(Invariant.Owners);
        switch (facts.Job?.Status)
        {
            case null:
                JudgeOrphans(facts, findings);
                break;
            case JobStatus.UnderConstruction:
                works.Report(
                    Invariant.Owners, Subject.Job(facts.Id), facts.Job.Updated, $"the job is being stored: {facts.Tasks.Count} tasks are there", Mending.RestartServer);
                break;
            case JobStatus.Deleting:
                works.Report(
                    Invariant.Owners, Subject.Job(facts.Id), facts.Job.Updated, $"the job is being deleted: {facts.Tasks.Count} tasks are left", Mending.RestartServer);
                break;
            default:
                JudgeWhole(facts, findings);
                break;
        }
    }

    private static void JudgeOrphans(JobFacts facts, Findings findings)
    {
        Orphans(facts.Tasks.Count, "tasks");
        Orphans(facts.StrayAttempts.Count + facts.Tasks.Sum(task => task.Attempts.Count), "attempts");
        Orphans(facts.CommandPages.Count, "pages of commands");
        Orphans(facts.Log.Count, "lines of its operation log");
        Orphans(facts.Blocked, "entries of its blocklist");
        if (facts is { HasLogs: true, IsBuried: true })
            findings.Note(Invariant.Owners, Subject.Job(facts.Id), "the job was deleted, its logs are still at the site: remove their folder if nobody needs them");
        else if (facts.HasLogs)
            findings.Broken(Invariant.Owners, Subject.Job(facts.Id), "the site has logs of this job, which is not there and was never deleted", Mending.Restore);

        void Orphans(int count, string what)
        {
            if (count > 0)
                findings.Broken(Invariant.Owners, Subject.Job(facts.Id), $"there is no such job, but {count} {what} are left of it", Mending.Harmless);
        }
    }

    private static void JudgeWhole(JobFacts facts, Findings findings)
    {
        var about = Subject.Job(facts.Id);
        if (facts.IsBuried)
            findings.Broken(Invariant.Owners, about, "the job is there, but its tombstone says that it was deleted", Mending.DeleteJob);
        foreach (var attempts in facts.StrayAttempts.GroupBy(attempt => attempt.Task))
        {
            findings.Broken(
                Invariant.Owners, about, $"{attempts.Count()} attempts are of task {attempts.Key}, which the job does not have", Mending.Harmless);
        }

        var wanted = facts.Tasks.Select(task => CommandPages.PageOf(task.Number)).Distinct().ToList();
        foreach (var page in wanted.Except(facts.CommandPages))
            findings.Broken(Invariant.Owners, about, $"the commands of {Tasks(page)} are missing, so that these would do nothing", Mending.DeleteJob);
        foreach (var page in facts.CommandPages.Except(wanted))
            findings.Broken(Invariant.Owners, about, $"there are commands of {Tasks(page)}, which the job does not have", Mending.Harmless);
    }

    private static string Tasks(long page) => $"tasks {(page * CommandPages.TasksAPage) + 1} to {(page + 1) * CommandPages.TasksAPage}";
}
