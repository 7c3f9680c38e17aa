using Flamenco.Domain.Tasks;

namespace Flamenco.Storage.Inspection.Rules;

/// <summary>I1: what the job's row counts is what its tasks add up to.</summary>
internal static class CounterRule
{
    private const string Mend =
        "The counters decide when a job ends, so it may end too early or never. " + Mending.DeleteJob;

    public static void Judge(JobFacts facts, Findings findings)
    {
        if (facts.Whole is not { } job)
            return;

        findings.Looked(Invariant.Counters);
        var about = Subject.Job(facts.Id);
        var counted = Count(facts.Tasks);
        foreach (var status in RenderTaskStatuses.All.Where(status => job.Counts[status] != counted[status]))
            Broken($"the job counts {job.Counts[status]} {status.Wire()} tasks, but {counted[status]} are {status.Wire()}");
        if (facts.Tasks.Sum(task => (long)task.StepsCompleted) is var completed && completed != job.StepsCompleted)
            Broken($"the job counts {job.StepsCompleted} completed steps, but its tasks have {completed}");
        if (facts.Tasks.Sum(task => (long)task.StepsTotal) is var total && total != job.StepsTotal)
            Broken($"the job counts {job.StepsTotal} steps in all, but its tasks have {total}");

        void Broken(string found) => findings.Broken(Invariant.Counters, about, found, Mend);
    }

    private static TaskCounts Count(IReadOnlyList<TaskColumns> tasks)
    {
        var counts = new TaskCounts();
        foreach (var task in tasks.Where(task => task.HasStatus))
            counts = counts.With(task.Status, 1);
        return counts;
    }
}
