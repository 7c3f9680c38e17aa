using Flamenco.Domain.Tasks;

namespace Flamenco.Domain.Jobs;

/// <summary>Carrying a job-wide command to all tasks of the job.</summary>
public enum Sweep
{
    None = 0,
    Cancel = 1,
    Pause = 2,
    Resume = 3,
    RequeueAll = 4,
    RequeueUnfinished = 5,
    RequeueFailed = 6,

    /// <summary>The job failed; what is left of it is canceled.</summary>
    Fail = 7,

    /// <summary>The job's rows go, rather than change.</summary>
    Delete = 8,
}

public static class Sweeps
{
    private static readonly string[] Names =
        ["none", "cancel", "pause", "resume", "requeue-all", "requeue-unfinished", "requeue-failed", "fail", "delete"];

    public static string Wire(this Sweep sweep) => Names[(int)sweep];

    /// <summary>Does such a sweep forget who failed the tasks that it reaches, because a person wants them tried again?</summary>
    public static bool ForgetsFailures(this Sweep sweep) => sweep is Sweep.RequeueAll or Sweep.RequeueUnfinished or Sweep.RequeueFailed;

    /// <summary>The status that a sweep gives to a task in <paramref name="status"/>; null where it leaves the task alone.</summary>
    /// <param name="sweep">What is carried out.</param>
    /// <param name="status">The task's stored status.</param>
    /// <param name="canceledByFailing">For a canceled task: was that because its job failed?</param>
    public static RenderTaskStatus? Target(Sweep sweep, RenderTaskStatus status, bool canceledByFailing) => sweep switch
    {
        Sweep.Cancel or Sweep.Fail => status is RenderTaskStatus.Completed or RenderTaskStatus.Failed or RenderTaskStatus.Canceled
            ? null
            : RenderTaskStatus.Canceled,
        Sweep.Pause => status is RenderTaskStatus.Queued or RenderTaskStatus.SoftFailed ? RenderTaskStatus.Paused : null,
        Sweep.Resume => status is RenderTaskStatus.Paused ? RenderTaskStatus.Queued : null,
        Sweep.RequeueAll => status is RenderTaskStatus.Queued ? null : RenderTaskStatus.Queued,
        Sweep.RequeueUnfinished => status is RenderTaskStatus.Completed or RenderTaskStatus.Active or RenderTaskStatus.Queued
            ? null
            : RenderTaskStatus.Queued,
        // A paused one was left behind by a pause that the job's failing cut short, and that failing by this command.
        Sweep.RequeueFailed => status is RenderTaskStatus.Failed or RenderTaskStatus.SoftFailed or RenderTaskStatus.Paused
            || (status is RenderTaskStatus.Canceled && canceledByFailing)
            ? RenderTaskStatus.Queued
            : null,
        Sweep.None or Sweep.Delete => null,
        _ => throw new ArgumentOutOfRangeException(nameof(sweep), sweep, "unknown sweep"),
    };
}
