using Flamenco.Domain.Identity;
using Flamenco.Domain.Tasks;

namespace Flamenco.Domain.Scheduling;

/// <summary>One task of a <see cref="TaskTable"/>: its row, and what follows from the others. About eighty bytes.</summary>
internal sealed class TaskEntry(TaskRow row, TaskLane lane)
{
    public static IComparer<TaskEntry> ByNumber { get; } = Comparer<TaskEntry>.Create((one, other) => one.Number.CompareTo(other.Number));

    public TaskLane Lane => lane;

    public uint Number { get; } = row.Number;

    public int Priority { get; } = row.Priority;

    public int StepsTotal { get; } = row.StepsTotal;

    public IReadOnlyList<uint> DependsOn { get; } = row.DependsOn.Count == 0 ? [] : row.DependsOn;

    public IReadOnlyList<WorkerId> FailedBy { get; private set; } = row.FailedBy.Count == 0 ? [] : row.FailedBy;

    public int Attempt { get; private set; } = row.Attempt;

    public int Version { get; private set; } = row.Version;

    public int StepsCompleted { get; private set; } = row.StepsCompleted;

    public RenderTaskStatus Status { get; private set; } = row.Status;

    public bool Held { get; private set; } = row.Held;

    /// <summary>Is its assignment being written?</summary>
    public bool Reserved { get; set; }

    /// <summary>Was it runnable when it was last placed?</summary>
    public bool Runnable { get; set; }

    /// <summary>Is it in its lane's heap? Perhaps although it is not runnable any more.</summary>
    public bool Queued { get; set; }

    /// <summary>So many of the tasks that it depends on are not completed.</summary>
    public int Unfinished { get; set; }

    /// <summary>Where in the table the tasks are that depend on it.</summary>
    public int DependentsFrom { get; set; }

    public int DependentsCount { get; set; }

    /// <summary>Lower first: by priority, then by number.</summary>
    public long Order => ((long)(int.MaxValue - (long)Priority) << 32) | Number;

    /// <summary>May it be handed out now?</summary>
    public bool MayBeHandedOut => Obstacle is null;

    /// <summary>What stands in the way of handing it out, to whomever; null: nothing.</summary>
    public Obstacle? Obstacle => Reserved ? Scheduling.Obstacle.Reserved
        : !Status.MayBeAssigned() ? Scheduling.Obstacle.Status
        : Held ? Scheduling.Obstacle.Held
        : Unfinished > 0 ? Scheduling.Obstacle.Dependencies
        : null;

    public TaskRow Row => new(Number, Lane.Type, Priority, Status, Attempt, Held, Version, StepsCompleted, StepsTotal, DependsOn, FailedBy);

    public void Take(TaskChange change)
    {
        Status = change.Status;
        Attempt = change.Attempt;
        Held = change.Held;
        Version = change.Version;
        StepsCompleted = change.StepsCompleted;
        FailedBy = change.FailedBy.Count == 0 ? [] : change.FailedBy;
    }
}
