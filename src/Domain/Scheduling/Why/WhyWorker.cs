using Flamenco.Domain.Identity;
using Flamenco.Domain.Workers;

namespace Flamenco.Domain.Scheduling.Why;

/// <summary>Why a Worker runs something, or nothing.</summary>
public static class WhyWorker
{
    /// <summary>What it does by itself; null: it is free and may be given a task.</summary>
    /// <param name="worker">Which Worker.</param>
    /// <param name="running">What it runs.</param>
    public static Reason? Stands(WorkerSituation worker, IReadOnlyList<TaskId> running) => worker switch
    {
        _ when running.Count > 0 => new Reason(WhyCode.Running, $"it runs {WhyTask.Count(running.Count, "task")}: {running[0]}")
        {
            Tasks = running,
        },
        { State: { Requested: { } requested, Lazily: var lazily } } => new Reason(
            WhyCode.StatusRequested, $"it is {worker.State.Status.Wire()} and asked to be {requested.Wire()}{(lazily ? " after what it runs" : "")}; until then it gets nothing"),
        { State.MayStart: false } => new Reason(WhyCode.NotAwake, $"it is {worker.State.Status.Wire()}; only awake Workers get tasks"),
        _ => null,
    };

    /// <summary>What a free Worker would get.</summary>
    /// <param name="next">The first task that a job has for it; null: none of them has one.</param>
    /// <param name="asked">Jobs that offer something for its task types and tags, best first.</param>
    /// <param name="profile">What it can run.</param>
    public static Reason Free(TaskId? next, IReadOnlyList<JobId> asked, WorkerProfile profile)
    {
        if (next is { } task)
            return new Reason(WhyCode.MayStart, $"it is free; its next task would be {task}") { Tasks = [task], Jobs = [task.Job] };
        if (asked.Count > 0)
        {
            return new Reason(
                WhyCode.KeptFrom, $"it is free; {WhyTask.Count(asked.Count, "job")} offer tasks of its types, but it has failed them or is on the jobs' blocklists")
            {
                Jobs = [.. asked.Take(Reason.MostNamed)],
            };
        }

        var types = profile.TaskTypes.Count > 0 ? string.Join(", ", profile.TaskTypes) : "none";
        return new Reason(
            WhyCode.NothingOffered, $"it is free; no job has a task to start for its task types ({types}) and {WhyTask.Count(profile.Tags.Count, "tag")}");
    }

    internal static string Shown(WorkerSituation worker) => worker.State.Requested is { } requested
        ? $"{worker.Name} ({worker.State.Status.Wire()}, asked to be {requested.Wire()})"
        : $"{worker.Name} ({(worker.IsBusy ? "busy" : worker.State.Status.Wire())})";
}
