using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;

namespace Flamenco.Domain.Scheduling.Why;

/// <summary>Why a task runs, or does not: by the conditions by which it is handed out.</summary>
public static class WhyTask
{
    /// <param name="job">The task's job.</param>
    /// <param name="table">The job's tasks.</param>
    /// <param name="number">Which task.</param>
    /// <param name="workers">All Workers of the site.</param>
    public static Reason Explain(JobSituation job, TaskTable table, uint number, IReadOnlyCollection<WorkerSituation> workers)
    {
        var obstacle = table.ObstacleOf(number);
        var task = table.Find(number)!;
        return obstacle switch
        {
            Obstacle.Reserved => new Reason(WhyCode.BeingAssigned, "it is being given to a Worker at this moment"),
            Obstacle.Status => ByStatus(task),
            _ when WhyJob.Stands(job) is { } stands => stands,
            Obstacle.Held => new Reason(
                WhyCode.Held, $"attempt {task.Attempt} was taken away and may still run; it waits until that process is known to be dead"),
            Obstacle.Dependencies => ByDependencies(job, table, number),
            _ => ByWorkers(job, table, task, workers),
        };
    }

    private static Reason ByStatus(TaskRow task) => task.Status switch
    {
        RenderTaskStatus.Active => new Reason(WhyCode.Running, $"a Worker runs it (attempt {task.Attempt})"),
        RenderTaskStatus.Completed => new Reason(WhyCode.Completed, "it is completed"),
        RenderTaskStatus.Failed => new Reason(
            WhyCode.Failed, task.FailedBy.Count > 0 ? $"it has failed on {Count(task.FailedBy.Count, "Worker")}" : "it has failed")
        {
            Workers = Named(task.FailedBy),
        },
        RenderTaskStatus.Canceled => new Reason(WhyCode.Canceled, "it is canceled"),
        RenderTaskStatus.Paused => new Reason(WhyCode.Paused, "it is paused; it goes on when the job is resumed"),
        _ => throw new ArgumentOutOfRangeException(nameof(task), task.Status, "such a task waits"),
    };

    private static Reason ByDependencies(JobSituation job, TaskTable table, uint number)
    {
        var before = table.WaitsFor(number).OrderBy(row => row.Number).ToList();
        var which = string.Join(", ", before.Take(3).Select(row => $"{row.Number} ({row.Status.Wire()})"));
        return new Reason(WhyCode.WaitsForTasks, $"it waits for {Count(before.Count, "task")} to be completed: number {which}{(before.Count > 3 ? ", …" : "")}")
        {
            Tasks = Named(before.Select(row => job.Id.Task(row.Number))),
        };
    }

    private static Reason ByWorkers(JobSituation job, TaskTable table, TaskRow task, IReadOnlyCollection<WorkerSituation> workers)
    {
        var bars = workers.ToLookup(worker => table.BarOf(task.Number, worker.Profile));
        var may = bars[null].ToList();
        if (may.Count == 0)
            return Nobody(job, table, task, workers.Count, bars);

        var awake = may.Where(worker => worker.State.MayStart).ToList();
        if (awake.Count == 0)
        {
            return new Reason(WhyCode.NoWorkerAwake, $"{Count(may.Count, "Worker")} may run it, and none of them is awake: {Shown(may)}")
            {
                Workers = Named(may.Select(worker => worker.Profile.Id)),
            };
        }

        if (awake.All(worker => worker.IsBusy))
        {
            return new Reason(WhyCode.WorkersBusy, $"{Count(awake.Count, "Worker")} may run it, and all of them run something else: {Shown(awake)}")
            {
                Workers = Named(awake.Select(worker => worker.Profile.Id)), Before = table.Before(task.Number),
            };
        }

        var before = table.Before(task.Number);
        return new Reason(
            WhyCode.MayStart,
            before == 0 ? "it is handed out with the next ask of a Worker that may run it" : $"{Count(before, "task")} of its job and type {(before == 1 ? "is" : "are")} handed out before it")
        {
            Before = before, Workers = Named(awake.Where(worker => !worker.IsBusy).Select(worker => worker.Profile.Id)), Jobs = [job.Id],
        };
    }

    private static Reason Nobody(JobSituation job, TaskTable table, TaskRow task, int workers, ILookup<Bar?, WorkerSituation> bars)
    {
        var failed = bars[Bar.HasFailedIt].ToList();
        var blocked = bars[Bar.Blocklisted].ToList();
        if (failed.Count + blocked.Count > 0)
        {
            List<WorkerSituation> kept = [.. failed, .. blocked];
            return new Reason(
                WhyCode.NobodyIsLeft,
                $"each Worker that could run it has failed it ({failed.Count}) or is on the job's blocklist ({blocked.Count}): {string.Join(", ", kept.Take(3).Select(worker => worker.Name))}")
            {
                Workers = Named(kept.Select(worker => worker.Profile.Id)),
            };
        }

        return bars[Bar.Tag].Any()
            ? new Reason(WhyCode.NoWorkerWithTag, $"none of {Count(bars[Bar.Tag].Count(), "Worker")} that can run {task.Type} tasks has the job's tag {job.Tag ?? table.Tag}")
            : new Reason(WhyCode.NoWorkerOfType, $"none of {Count(workers, "Worker")} of the site can run {task.Type} tasks");
    }

    private static string Shown(IReadOnlyCollection<WorkerSituation> workers) => string.Join(", ", workers.Take(3).Select(WhyWorker.Shown))
        + (workers.Count > 3 ? ", …" : "");

    private static IReadOnlyList<T> Named<T>(IEnumerable<T> ids) => [.. ids.Take(Reason.MostNamed)];

    internal static string Count(int number, string thing) => number == 1 ? $"1 {thing}" : $"{number} {thing}s";
}
