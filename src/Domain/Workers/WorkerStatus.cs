namespace Flamenco.Domain.Workers;

/// <summary>What a Worker does. On the wire in kebab-case, see <see cref="WorkerStatuses"/>.</summary>
public enum WorkerStatus
{
    /// <summary>Registered, never signed on. Has no name on the wire: such a Worker is not listed.</summary>
    Registered = 0,
    Starting = 1,
    Awake = 2,
    Asleep = 3,
    Testing = 4,
    Error = 5,
    Offline = 6,
    Restart = 7,
}

public static class WorkerStatuses
{
    private static readonly string[] Names = ["", "starting", "awake", "asleep", "testing", "error", "offline", "restart"];

    public static IReadOnlyList<WorkerStatus> All { get; } = Enum.GetValues<WorkerStatus>();

    public static string Wire(this WorkerStatus status) => Names[(int)status];

    public static WorkerStatus? Parse(string? name) =>
        !string.IsNullOrEmpty(name) && Array.IndexOf(Names, name) is >= 0 and var index ? (WorkerStatus)index : null;

    /// <summary>Is such a Worker, now or later without anybody's help, somebody who may try a task?</summary>
    public static bool MayTryLater(this WorkerStatus status) =>
        status is WorkerStatus.Starting or WorkerStatus.Awake or WorkerStatus.Asleep or WorkerStatus.Restart;
}
