using Flamenco.Domain.Tasks;

namespace Flamenco.Storage.Inspection.Rules;

/// <summary>Kill before release: a task is held exactly while a revoked attempt of it may still run.</summary>
internal static class HoldRule
{
    public static void Judge(JobFacts facts, Findings findings)
    {
        if (facts.Whole is null)
            return;

        foreach (var task in facts.Tasks)
        {
            var held = task.Attempts.Where(attempt => attempt.Held).ToList();
            if (task.Held is null && held.Count == 0)
                continue;

            findings.Looked(Invariant.Holds);
            Judge(Subject.Task(facts.Id, task.Number), task, held, findings);
        }
    }

    private static void Judge(Subject about, TaskColumns task, List<AttemptColumns> held, Findings findings)
    {
        foreach (var attempt in held.Where(attempt => attempt.Outcome is not AttemptOutcome.Revoked))
            Broken($"attempt {attempt.Attempt} holds the task, but it is {attempt.Outcome.Wire()}, not revoked");

        if (task.Held is not { } number)
            Broken($"attempt {held[0].Attempt} may still run, but the task is not held, so that it may be given to another Worker meanwhile");
        else if (held.All(attempt => attempt.Attempt != number))
            Broken($"the task is held by attempt {number}, which is not marked as perhaps still running, so that nobody will ever confirm its end");
        else if (held.Count > 1)
            Broken($"attempts {string.Join(", ", held.Select(attempt => attempt.Attempt))} may still run, but a hold is for one");

        // A held task is given to nobody, so that it can not have come to any of these. Failed it may be: nobody else is left to try it.
        if (task.Held is not null && task.Status is RenderTaskStatus.Active or RenderTaskStatus.Completed or RenderTaskStatus.SoftFailed)
            Broken($"the task is {task.Status.Wire()} although attempt {task.Held} holds it: it was given away before its Worker had stopped");

        void Broken(string found) => findings.Broken(Invariant.Holds, about, found, Mending.DeleteJob);
    }
}
