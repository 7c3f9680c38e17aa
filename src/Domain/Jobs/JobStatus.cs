namespace Flamenco.Domain.Jobs;

/// <summary>Where a job is in its life. On the wire in kebab-case, see <see cref="JobStatuses"/>.</summary>
public enum JobStatus
{
    /// <summary>Its tasks are being stored; no query shows it.</summary>
    UnderConstruction = 0,
    Queued = 1,
    Active = 2,
    Completed = 3,
    Failed = 4,
    CancelRequested = 5,
    Canceled = 6,
    PauseRequested = 7,
    Paused = 8,
    Requeueing = 9,

    /// <summary>Its rows are being removed; no query shows it.</summary>
    Deleting = 10,
}

public static class JobStatuses
{
    private static readonly string[] Names =
    [
        "under-construction", "queued", "active", "completed", "failed",
        "cancel-requested", "canceled", "pause-requested", "paused", "requeueing", "deleting",
    ];

    public static IReadOnlyList<JobStatus> All { get; } = Enum.GetValues<JobStatus>();

    public static string Wire(this JobStatus status) => Names[(int)status];

    public static JobStatus? Parse(string? name) =>
        Array.IndexOf(Names, name) is >= 0 and var index ? (JobStatus)index : null;

    /// <summary>Do queries show such a job? One that is not there as a whole, or not any more, is known to the store only.</summary>
    public static bool IsVisible(this JobStatus status) => status is not (JobStatus.UnderConstruction or JobStatus.Deleting);

    /// <summary>May tasks of such a job be handed out?</summary>
    public static bool Runs(this JobStatus status) => status is JobStatus.Queued or JobStatus.Active;

    /// <summary>Does nothing happen to such a job any more unless an operator asks for it?</summary>
    public static bool IsTerminal(this JobStatus status) =>
        status is JobStatus.Completed or JobStatus.Failed or JobStatus.Canceled;
}
