using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;

namespace Flamenco.Storage.Inspection.Rules;

/// <summary>
/// I5: nothing runs on what was never finished, nothing waits in a job that has ended, and a job that goes on has something
/// to go on with. That a dependency was unfinished just when a task was assigned can not be told from rows: it may have been
/// requeued since.
/// </summary>
internal static class DependencyRule
{
    /// <summary>At what share of failed tasks a job fails is the Server's own business; when all have failed it has, whatever that is.</summary>
    private static readonly JobFailurePolicy WhenAllHaveFailed = new(FailAtPercent: 100);

    public static void Judge(JobFacts facts, Works works, Findings findings)
    {
        if (facts.Whole is not { } job)
            return;

        findings.Looked(Invariant.Dependencies, facts.Tasks.Count);
        var tasks = facts.Tasks.ToDictionary(task => task.Number);
        foreach (var task in facts.Tasks)
        {
            var missing = task.DependsOn.Where(number => !tasks.ContainsKey(number)).ToList();
            if (missing.Count > 0)
            {
                findings.Broken(
                    Invariant.Dependencies,
                    Subject.Task(facts.Id, task.Number),
                    $"it depends on task {string.Join(", ", missing)} of its job, which is not there",
                    Mending.DeleteJob);
            }
            else if (task.Status is RenderTaskStatus.Active)
            {
                JudgeActive(facts, task, tasks, findings);
            }
        }

        if (job.Sweep is Sweep.None && job.Status.IsTerminal())
            JudgeEnded(facts, job, findings);
        else
            JudgeGoesOn(facts, job, tasks, works, findings);
    }

    private static void JudgeActive(JobFacts facts, TaskColumns task, Dictionary<uint, TaskColumns> tasks, Findings findings)
    {
        foreach (var number in task.DependsOn.Where(number => tasks[number].Attempts.All(attempt => attempt.Outcome is not AttemptOutcome.Completed)))
        {
            findings.Broken(
                Invariant.Dependencies,
                Subject.Task(facts.Id, task.Number),
                $"the task is active, but task {number}, on which it depends, was never completed",
                Mending.RequeueTask);
        }
    }

    private static void JudgeEnded(JobFacts facts, JobColumns job, Findings findings)
    {
        foreach (var status in (RenderTaskStatus[])[RenderTaskStatus.Queued, RenderTaskStatus.SoftFailed, RenderTaskStatus.Paused])
        {
            if (facts.Tasks.Count(task => task.Status == status) is > 0 and var left)
            {
                findings.Broken(
                    Invariant.Dependencies,
                    Subject.Job(facts.Id),
                    $"the job is {job.Status.Wire()}, but {left} of its tasks are {status.Wire()} and will wait for ever",
                    Mending.RequeueJob);
            }
        }
    }

    private static void JudgeGoesOn(JobFacts facts, JobColumns job, Dictionary<uint, TaskColumns> tasks, Works works, Findings findings)
    {
        var counts = new TaskCounts();
        var (runnable, held) = (0, 0);
        foreach (var task in facts.Tasks.Where(task => task.HasStatus))
        {
            counts = counts.With(task.Status, 1);
            if (task.Held is not null)
                held++;
            else if (task.Status.MayBeAssigned() && task.DependsOn.All(number => tasks.TryGetValue(number, out var other) && other.Status is RenderTaskStatus.Completed))
                runnable++;
        }

        if (JobMachine.Settle(job.Status, job.Sweep, counts, runnable, held, WhenAllHaveFailed) is { } settlement)
        {
            works.Report(
                Invariant.Dependencies,
                Subject.Job(facts.Id),
                job.Updated,
                $"the job is {job.Status.Wire()} and has nothing to go on with ({settlement.Reason}): it is to become {settlement.Status.Wire()}, and has not settled yet",
                Mending.RestartServer);
        }
    }
}
