using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;

namespace Flamenco.Storage.Inspection.Rules;

/// <summary>A job's status fits its sweep and its tasks.</summary>
internal static class StatusRule
{
    public static void Judge(JobFacts facts, Works works, Findings findings)
    {
        if (facts.Job is not { } job)
            return;

        findings.Looked(Invariant.Statuses);
        var about = Subject.Job(facts.Id);
        if (!Enum.IsDefined(job.Status))
        {
            findings.Broken(Invariant.Statuses, about, $"the job has the unknown status {(int)job.Status}", Mending.DeleteJob);
            return;
        }

        JudgeSweep(about, job, findings);
        if (facts.Whole is null)
            return;

        JudgeTasks(facts, about, job, findings);
        if (job.Sweep is not Sweep.None)
        {
            var reached = facts.Tasks.Count(task => task.Number < job.SweepNext);
            works.Report(
                Invariant.Statuses,
                about,
                job.Updated,
                $"the job is {job.Status.Wire()}, and that is carried to its tasks: {reached} of {facts.Tasks.Count}",
                Mending.RestartServer);
        }
    }

    private static void JudgeSweep(Subject about, JobColumns job, Findings findings)
    {
        var fits = job.Status switch
        {
            JobStatus.CancelRequested => job.Sweep is Sweep.Cancel,
            JobStatus.PauseRequested => job.Sweep is Sweep.Pause or Sweep.None,
            JobStatus.Requeueing => job.Sweep is Sweep.Resume or Sweep.RequeueAll or Sweep.RequeueUnfinished or Sweep.RequeueFailed,
            JobStatus.Failed => job.Sweep is Sweep.Fail or Sweep.None,
            JobStatus.Canceled => job.Sweep is Sweep.Cancel or Sweep.None,
            JobStatus.Deleting => job.Sweep is Sweep.Delete or Sweep.None,
            _ => job.Sweep is Sweep.None,
        };
        if (!fits)
        {
            findings.Broken(
                Invariant.Statuses, about, $"the job is {job.Status.Wire()} with the sweep {job.Sweep}, which do not belong together", Mending.CancelJob);
        }
        else if (job.Sweep is not Sweep.None && job.SweepAfter != After(job.Sweep))
        {
            findings.Broken(
                Invariant.Statuses,
                about,
                $"the job is to become {job.SweepAfter} after the sweep {job.Sweep}, where {After(job.Sweep).Wire()} was to be",
                Mending.CancelJob);
        }
    }

    private static void JudgeTasks(JobFacts facts, Subject about, JobColumns job, Findings findings)
    {
        foreach (var task in facts.Tasks.Where(task => !task.HasStatus))
        {
            findings.Broken(
                Invariant.Statuses, Subject.Task(facts.Id, task.Number), $"the task has the unknown status {(int)task.Status}", Mending.DeleteJob);
        }

        if (job.Sweep is not Sweep.None)
            return;

        var active = facts.Tasks.Count(task => task.Status is RenderTaskStatus.Active);
        if (active > 0 && job.Status is JobStatus.Paused or JobStatus.Canceled or JobStatus.Failed)
            findings.Broken(Invariant.Statuses, about, $"the job is {job.Status.Wire()}, but {active} of its tasks are active", Mending.RequeueJob);
        if (job.Status is JobStatus.Completed && facts.Tasks.Count(task => task.Status is not RenderTaskStatus.Completed) is > 0 and var left)
            findings.Broken(Invariant.Statuses, about, $"the job is completed, but {left} of its {facts.Tasks.Count} tasks are not", Mending.RequeueAll);
    }

    private static JobStatus After(Sweep sweep) => sweep switch
    {
        Sweep.Cancel => JobStatus.Canceled,
        Sweep.Pause => JobStatus.PauseRequested,
        Sweep.Fail => JobStatus.Failed,
        Sweep.Delete => JobStatus.Deleting,
        _ => JobStatus.Queued,
    };
}
