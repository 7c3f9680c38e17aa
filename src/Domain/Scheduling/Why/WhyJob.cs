using Flamenco.Domain.Jobs;

namespace Flamenco.Domain.Scheduling.Why;

/// <summary>Why a job goes on, or does not.</summary>
public static class WhyJob
{
    /// <inheritdoc cref="WhyTask.Explain"/>
    public static Reason Explain(JobSituation job, TaskTable table, IReadOnlyCollection<WorkerSituation> workers)
    {
        if (Stands(job) is { } stands)
            return stands;

        var counts = table.Counts;
        var first = table.FirstOfEachType.Select(task => WhyTask.Explain(job, table, task.Number, workers)).OrderBy(Hope).FirstOrDefault();
        if (workers.FirstOrDefault(worker => worker.State.MayStart && !worker.IsBusy && table.Next(worker.Profile) is not null) is { } free)
        {
            return new Reason(WhyCode.MayStart, $"{WhyTask.Count(table.RunnableCount, "task")} could start; {free.Name} gets one with its next ask")
            {
                Workers = [free.Profile.Id], Tasks = [job.Id.Task(table.Next(free.Profile)!.Number)],
            };
        }

        if (counts.Active + table.ReservedCount > 0)
        {
            var rest = first is null ? "" : $"; of the others, {WhyTask.Count(table.RunnableCount, "task")} could start: {first.Words}";
            return new Reason(WhyCode.Running, $"{WhyTask.Count(counts.Active + table.ReservedCount, "task")} of it {(counts.Active + table.ReservedCount == 1 ? "runs" : "run")}{rest}");
        }

        if (first is not null)
            return first with { Words = $"{WhyTask.Count(table.RunnableCount, "task")} could start; of the first of them: {first.Words}" };
        if (table.Held > 0)
        {
            return new Reason(
                WhyCode.Held, $"attempts of {WhyTask.Count(table.Held, "task")} were taken away and may still run; they wait until those processes are known to be dead");
        }

        return counts.Paused > 0
            ? new Reason(WhyCode.Paused, $"{WhyTask.Count(counts.Paused, "task")} of it {(counts.Paused == 1 ? "is" : "are")} paused; resume the job")
            : new Reason(WhyCode.WaitsForTasks, "what is left of it waits for tasks that are not completed");
    }

    /// <summary>Why no task of the job is handed out at all; null: it runs.</summary>
    internal static Reason? Stands(JobSituation job) => job switch
    {
        { Sweep: not Sweep.None } => new Reason(
            WhyCode.SweepUnderWay, $"a command is being carried to the tasks of the job ({job.Sweep.Wire()}); nothing of it is handed out until it is through"),
        { Status: JobStatus.Queued or JobStatus.Active } => null,
        { Status: JobStatus.Completed } => new Reason(WhyCode.Completed, "the job is completed"),
        { Status: JobStatus.Failed } => new Reason(WhyCode.Failed, "the job has failed; requeue it to try again"),
        { Status: JobStatus.Canceled } => new Reason(WhyCode.Canceled, "the job is canceled; requeue it to have it done"),
        { Status: JobStatus.Paused } => new Reason(WhyCode.Paused, "the job is paused; resume it"),
        _ => new Reason(WhyCode.JobDoesNotRun, $"the job is {job.Status.Wire()}"),
    };

    /// <summary>What can be helped soonest comes first.</summary>
    private static int Hope(Reason reason) => reason.Code switch
    {
        WhyCode.MayStart => 0,
        WhyCode.WorkersBusy => 1,
        WhyCode.NoWorkerAwake => 2,
        _ => 3,
    };
}
