using Flamenco.Domain.Tasks;

namespace Flamenco.Domain.Scheduling;

/// <summary>The conditions by which tasks are handed out, one by one: the same ones for handing them out and for saying why not.</summary>
public sealed partial class TaskTable
{
    /// <summary>The task that this Worker would get now; null: none.</summary>
    public TaskRow? Next(WorkerProfile worker) => Best(worker)?.Row;

    /// <summary>What stands in the way of handing out the task, to whomever; null: nothing.</summary>
    public Obstacle? ObstacleOf(uint number) => Known(number).Obstacle;

    /// <summary>What stands in the way of handing out this task to this Worker, as far as the Worker is concerned; null: nothing.</summary>
    public Bar? BarOf(uint number, WorkerProfile worker) => BarOf(Known(number).Row, worker);

    /// <summary>Tasks that must be completed before this one, and are not.</summary>
    public IEnumerable<TaskRow> WaitsFor(uint number) =>
        Known(number).DependsOn.Select(before => Known(before).Row).Where(row => row.Status is not RenderTaskStatus.Completed);

    /// <summary>Tasks of the job that may be handed out and come before this one in its type.</summary>
    public int Before(uint number)
    {
        var entry = Known(number);
        return _entries.Count(other => other.Runnable && other.Lane == entry.Lane && other.Order < entry.Order);
    }

    /// <summary>The first task of each type that may be handed out.</summary>
    public IEnumerable<TaskRow> FirstOfEachType =>
        _entries.Where(entry => entry.Runnable).GroupBy(entry => entry.Lane).Select(lane => lane.MinBy(entry => entry.Order)!.Row);

    private TaskEntry Known(uint number) =>
        EntryOf(number) ?? throw new ArgumentOutOfRangeException(nameof(number), number, "the job has no such task");

    private Bar? BarOf(TaskRow row, WorkerProfile worker) =>
        BarOf(row.Type, worker) ?? (row.FailedBy.Contains(worker.Id) ? Bar.HasFailedIt : null);

    /// <summary>What keeps the Worker from all tasks of a type.</summary>
    private Bar? BarOf(string type, WorkerProfile worker) =>
        !worker.TaskTypes.Contains(type) ? Bar.TaskType
        : !worker.Serves(Tag) ? Bar.Tag
        : _blocklist.Contains(new BlocklistEntry(type, worker.Id)) ? Bar.Blocklisted
        : null;
}

/// <summary>Why a task is handed out to nobody.</summary>
public enum Obstacle
{
    /// <summary>It is being given to a Worker.</summary>
    Reserved = 0,

    /// <summary>It is neither queued nor soft-failed.</summary>
    Status = 1,

    /// <summary>A revoked attempt may still run.</summary>
    Held = 2,

    /// <summary>Tasks that it depends on are not completed.</summary>
    Dependencies = 3,
}

/// <summary>Why a task is not handed out to one Worker.</summary>
public enum Bar
{
    /// <summary>It can not run the type.</summary>
    TaskType = 0,

    /// <summary>It does not have the job's tag.</summary>
    Tag = 1,

    Blocklisted = 2,

    HasFailedIt = 3,
}
