using Flamenco.Domain.Tasks;

namespace Flamenco.Domain.Jobs;

/// <summary>
/// The job's status machine: what people may ask of a job (<see cref="Decide"/>), and what a job does by itself when its
/// tasks have changed (<see cref="Settle"/>). Both judge by what is stored, never by a cache.
/// </summary>
public static class JobMachine
{
    private static readonly JobDecision UnderWay = new JobDecision.UnderWay();

    /// <summary>Is <paramref name="command"/> allowed for a job in the stored <paramref name="status"/>, and what follows?</summary>
    /// <param name="status">The stored status.</param>
    /// <param name="sweep">What is being carried to its tasks now. A command that is accepted takes its place.</param>
    /// <param name="command">What a person asks for.</param>
    public static JobDecision Decide(JobStatus status, Sweep sweep, JobCommand command) => command switch
    {
        JobCommand.Delete when status is JobStatus.Deleting => UnderWay,
        _ when !status.IsVisible() => No(status, command),
        JobCommand.Cancel => status switch
        {
            JobStatus.CancelRequested or JobStatus.Canceled => UnderWay,
            JobStatus.Completed => No(status, command),
            _ => new JobDecision.Accepted(JobStatus.CancelRequested, Sweep.Cancel, JobStatus.Canceled),
        },
        JobCommand.Pause => status switch
        {
            JobStatus.PauseRequested or JobStatus.Paused => UnderWay,
            JobStatus.Queued or JobStatus.Active =>
                new JobDecision.Accepted(JobStatus.PauseRequested, Sweep.Pause, JobStatus.PauseRequested),
            _ => No(status, command),
        },
        JobCommand.Resume => status switch
        {
            JobStatus.Queued or JobStatus.Active => UnderWay,
            JobStatus.Requeueing when sweep is Sweep.Resume => UnderWay,
            JobStatus.Paused or JobStatus.PauseRequested => Requeue(Sweep.Resume),
            _ => No(status, command),
        },
        JobCommand.RequeueAll => status switch
        {
            JobStatus.CancelRequested => No(status, command),
            JobStatus.Requeueing when sweep is Sweep.RequeueAll => UnderWay,
            _ => Requeue(Sweep.RequeueAll),
        },
        JobCommand.RequeueUnfinished => status switch
        {
            JobStatus.Requeueing when sweep is Sweep.RequeueUnfinished => UnderWay,
            JobStatus.Completed or JobStatus.CancelRequested or JobStatus.Requeueing => No(status, command),
            _ => Requeue(Sweep.RequeueUnfinished),
        },
        JobCommand.RequeueFailed => status switch
        {
            JobStatus.Requeueing when sweep is Sweep.RequeueFailed => UnderWay,
            JobStatus.Queued or JobStatus.Active or JobStatus.Failed => Requeue(Sweep.RequeueFailed),
            _ => No(status, command),
        },
        JobCommand.Requeue => status switch
        {
            JobStatus.Completed => Requeue(Sweep.RequeueAll),
            JobStatus.Requeueing when sweep is Sweep.RequeueAll => UnderWay,
            _ => Decide(status, sweep, JobCommand.RequeueUnfinished),
        },
        JobCommand.Delete => new JobDecision.Accepted(JobStatus.Deleting, Sweep.Delete, JobStatus.Deleting),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, "unknown command"),
    };

    /// <summary>The change that a job makes by itself, or null if it stays as it is.</summary>
    /// <param name="status">The stored status.</param>
    /// <param name="sweep">What is being carried to its tasks now; until it has ended, the job does nothing by itself.</param>
    /// <param name="counts">The stored counters.</param>
    /// <param name="runnable">Tasks that may be handed out now: their dependencies are done and nothing holds them.</param>
    /// <param name="held">Tasks whose revoked attempt may still run.</param>
    /// <param name="policy">When failed tasks fail the job.</param>
    /// <param name="forgiven">So many failed tasks were there when a person let the failed job go on: they alone do not fail it again.</param>
    public static JobSettlement? Settle(
        JobStatus status, Sweep sweep, TaskCounts counts, int runnable, int held, JobFailurePolicy policy, int forgiven = 0)
    {
        if (counts.Total == 0 || sweep is not Sweep.None || status is not (JobStatus.Queued or JobStatus.Active or JobStatus.PauseRequested))
            return null;

        if (counts.Completed == counts.Total)
            return new JobSettlement(JobStatus.Completed, Sweep.None, "all tasks are completed");

        if (counts.Failed * 100L >= counts.Total * (long)policy.FailAtPercent && counts.Failed > forgiven)
            return new JobSettlement(JobStatus.Failed, Sweep.Fail, $"{counts.Failed} of {counts.Total} tasks failed");

        if (status is JobStatus.PauseRequested)
            return counts.Active == 0 ? new JobSettlement(JobStatus.Paused, Sweep.None, "no task is running any more") : null;

        return counts.Active == 0 && counts.Paused == 0 && runnable == 0 && held == 0 ? DeadEnd(counts) : null;
    }

    private static JobSettlement DeadEnd(TaskCounts counts)
    {
        var left = counts.Queued + counts.SoftFailed;
        return counts.Failed > 0
            ? new JobSettlement(JobStatus.Failed, Sweep.Fail, left > 0
                ? $"the tasks left wait for {counts.Failed} that failed"
                : $"nothing is left to do, and {counts.Failed} of {counts.Total} tasks failed")
            : new JobSettlement(JobStatus.Canceled, Sweep.Cancel, left > 0
                ? "the tasks left wait for canceled ones"
                : $"nothing is left to do, and {counts.Canceled} of {counts.Total} tasks were canceled");
    }

    private static JobDecision.Accepted Requeue(Sweep sweep) => new(JobStatus.Requeueing, sweep, JobStatus.Queued);

    private static JobDecision.Rejected No(JobStatus status, JobCommand command) =>
        new($"a job that is {status.Wire()} can not be {Participle(command)}");

    private static string Participle(JobCommand command) => command switch
    {
        JobCommand.Cancel => "canceled",
        JobCommand.Pause => "paused",
        JobCommand.Resume => "resumed",
        JobCommand.Delete => "deleted",
        _ => "requeued",
    };
}
