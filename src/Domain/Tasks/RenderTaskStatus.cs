namespace Flamenco.Domain.Tasks;

/// <summary>Where a task is in its life. On the wire in kebab-case, see <see cref="RenderTaskStatuses"/>.</summary>
public enum RenderTaskStatus
{
    Queued = 0,
    Active = 1,
    Completed = 2,

    /// <summary>Some Worker failed it, others may still try.</summary>
    SoftFailed = 3,
    Failed = 4,
    Canceled = 5,
    Paused = 6,
}

public static class RenderTaskStatuses
{
    private static readonly string[] Names = ["queued", "active", "completed", "soft-failed", "failed", "canceled", "paused"];

    public static IReadOnlyList<RenderTaskStatus> All { get; } = Enum.GetValues<RenderTaskStatus>();

    public static string Wire(this RenderTaskStatus status) => Names[(int)status];

    public static RenderTaskStatus? Parse(string? name) =>
        Array.IndexOf(Names, name) is >= 0 and var index ? (RenderTaskStatus)index : null;

    /// <summary>May such a task be handed out, as far as its status goes?</summary>
    public static bool MayBeAssigned(this RenderTaskStatus status) => status is RenderTaskStatus.Queued or RenderTaskStatus.SoftFailed;
}
