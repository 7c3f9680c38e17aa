using Flamenco.Domain.Tasks;

namespace Flamenco.Storage.Inspection.Rules;

/// <summary>I2 and I3 within a task: which attempt is open, and how attempts are numbered.</summary>
internal static class AttemptRule
{
    public static void Judge(JobFacts facts, Findings findings)
    {
        if (facts.Whole is null)
            return;

        findings.Looked(Invariant.OneOpenAttempt, facts.Tasks.Count);
        foreach (var task in facts.Tasks)
        {
            findings.Looked(Invariant.AttemptNumbers, task.Attempts.Count);
            JudgeOpen(Subject.Task(facts.Id, task.Number), task, findings);
            JudgeNumbers(Subject.Task(facts.Id, task.Number), task, findings);
        }
    }

    private static void JudgeOpen(Subject about, TaskColumns task, Findings findings)
    {
        var open = task.Attempts.Where(attempt => attempt.Outcome is AttemptOutcome.Open).Select(attempt => attempt.Attempt).ToList();
        var isActive = task.Status is RenderTaskStatus.Active;
        if (open.Count > 1)
        {
            findings.Broken(
                Invariant.OneOpenAttempt, about, $"attempts {string.Join(", ", open)} are open, so several Workers' results would count", Mending.DeleteJob);
        }
        else if (isActive && open.Count == 0)
        {
            findings.Broken(
                Invariant.OneOpenAttempt, about, $"the task is active in attempt {task.Attempt}, but no attempt is open, so nobody can end it", Mending.DeleteJob);
        }
        else if (open is [var number] && (!isActive || number != task.Attempt))
        {
            findings.Broken(
                Invariant.OneOpenAttempt,
                about,
                $"attempt {number} is open, but the task is {NameOf(task.Status)} and its last attempt is {task.Attempt}",
                Mending.DeleteJob);
        }
    }

    private static void JudgeNumbers(Subject about, TaskColumns task, Findings findings)
    {
        for (var index = 0; index < task.Attempts.Count; index++)
        {
            if (task.Attempts[index].Attempt == index + 1)
                continue;
            findings.Broken(
                Invariant.AttemptNumbers,
                about,
                $"its attempts are numbered {Numbers(task)}, where 1 to {task.Attempts.Count} was to be",
                Mending.DeleteJob);
            return;
        }

        if (task.Attempts.Count != task.Attempt)
        {
            findings.Broken(
                Invariant.AttemptNumbers, about, $"the task's last attempt is {task.Attempt}, but it has {task.Attempts.Count} attempts", Mending.DeleteJob);
        }

        // A clock that is set back does that, and must break nothing: times are for people, numbers decide.
        foreach (var (before, after) in task.Attempts.Zip(task.Attempts.Skip(1)).Where(pair => pair.Second.Assigned < pair.First.Assigned))
        {
            findings.Note(
                Invariant.AttemptNumbers,
                about,
                $"attempt {after.Attempt} was assigned at {after.Assigned:u}, before attempt {before.Attempt} at {before.Assigned:u}: a Server's clock was set back, or two Servers' clocks differ");
        }
    }

    private static string Numbers(TaskColumns task)
    {
        const int Shown = 10;
        var numbers = string.Join(", ", task.Attempts.Take(Shown).Select(attempt => attempt.Attempt));
        return task.Attempts.Count > Shown ? $"{numbers}, …" : numbers;
    }

    private static string NameOf(RenderTaskStatus status) => Enum.IsDefined(status) ? status.Wire() : $"in the unknown status {(int)status}";
}
