using Flamenco.Domain.Tasks;

namespace Flamenco.Storage.Inspection.Rules;

/// <summary>I4: what its last attempt came to is what the task says, and no completion was undone but by a person's requeue.</summary>
internal static class CompletionRule
{
    public static void Judge(JobFacts facts, Findings findings)
    {
        if (facts.Whole is null)
            return;

        findings.Looked(Invariant.Completions, facts.Tasks.Count);
        var ofAll = facts.Audits.Where(audit => audit is { Task: null, What: AuditRule.RequeueAll }).Sum(audit => audit.Times);
        var ofOne = facts.Audits
            .Where(audit => audit is { Task: not null, What: AuditRule.RequeueTask })
            .GroupBy(audit => audit.Task!.Value)
            .ToDictionary(audits => audits.Key, audits => audits.Sum(audit => audit.Times));
        var someGivenUp = facts.Log.Any(line => line.What == AuditRule.GivenUp);
        foreach (var task in facts.Tasks)
        {
            var about = Subject.Task(facts.Id, task.Number);
            if (task.Status is not RenderTaskStatus.Failed || !someGivenUp)
                JudgeLast(about, task, findings);
            JudgeUndone(about, task, ofAll + ofOne.GetValueOrDefault(task.Number), findings);
        }
    }

    /// <summary>A task ends by its attempt, unless nobody is left who might try it; other statuses come from people, whatever the last attempt came to.</summary>
    private static void JudgeLast(Subject about, TaskColumns task, Findings findings)
    {
        AttemptOutcome? wanted = task.Status switch
        {
            RenderTaskStatus.Completed => AttemptOutcome.Completed,
            RenderTaskStatus.SoftFailed or RenderTaskStatus.Failed => AttemptOutcome.Failed,
            _ => null,
        };
        if (wanted is { } outcome && task.Last?.Outcome != outcome)
        {
            var last = task.Last is { } attempt ? $"its last attempt, {attempt.Attempt}, is {attempt.Outcome.Wire()}" : "it has no last attempt";
            findings.Broken(Invariant.Completions, about, $"the task is {task.Status.Wire()}, but {last}", Mending.RequeueTask);
        }
    }

    /// <summary>Each completed attempt but the one that stands was undone by a requeue of its own.</summary>
    private static void JudgeUndone(Subject about, TaskColumns task, int requeues, Findings findings)
    {
        var completed = task.Attempts.Count(attempt => attempt.Outcome is AttemptOutcome.Completed);
        var undone = completed - (task.Status is RenderTaskStatus.Completed && task.Last?.Outcome is AttemptOutcome.Completed ? 1 : 0);
        if (undone > requeues)
        {
            findings.Broken(
                Invariant.Completions,
                about,
                $"{completed} of its attempts completed it, and it is {(task.HasStatus ? task.Status.Wire() : "in an unknown status")}, but nobody has requeued it more than {requeues} times",
                "The frames of the completed attempt are on the shared storage; if the job goes on, they are found or rendered again. " + Mending.Report);
        }
    }
}
