namespace Flamenco.Domain.Tasks;

/// <summary>How many of a job's tasks are in each status.</summary>
public readonly record struct TaskCounts(
    int Queued = 0, int Active = 0, int Completed = 0, int SoftFailed = 0, int Failed = 0, int Canceled = 0, int Paused = 0)
{
    public int Total => Queued + Active + Completed + SoftFailed + Failed + Canceled + Paused;

    public int this[RenderTaskStatus status] => status switch
    {
        RenderTaskStatus.Queued => Queued,
        RenderTaskStatus.Active => Active,
        RenderTaskStatus.Completed => Completed,
        RenderTaskStatus.SoftFailed => SoftFailed,
        RenderTaskStatus.Failed => Failed,
        RenderTaskStatus.Canceled => Canceled,
        RenderTaskStatus.Paused => Paused,
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "unknown status"),
    };

    /// <summary>These counts with <paramref name="by"/> more tasks in <paramref name="status"/>.</summary>
    public TaskCounts With(RenderTaskStatus status, int by) => status switch
    {
        RenderTaskStatus.Queued => this with { Queued = Queued + by },
        RenderTaskStatus.Active => this with { Active = Active + by },
        RenderTaskStatus.Completed => this with { Completed = Completed + by },
        RenderTaskStatus.SoftFailed => this with { SoftFailed = SoftFailed + by },
        RenderTaskStatus.Failed => this with { Failed = Failed + by },
        RenderTaskStatus.Canceled => this with { Canceled = Canceled + by },
        RenderTaskStatus.Paused => this with { Paused = Paused + by },
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "unknown status"),
    };

    public TaskCounts Moved(RenderTaskStatus from, RenderTaskStatus to) => With(from, -1).With(to, 1);
}
