using Flamenco.Domain.Identity;

namespace Flamenco.Domain.Scheduling;

/// <summary>The tasks of one type of a <see cref="TaskTable"/>, the best of those that may be handed out first.</summary>
internal sealed class TaskLane(string type)
{
    private readonly PriorityQueue<TaskEntry, long> _queue = new();

    public string Type => type;

    /// <summary>Tasks that may be handed out now.</summary>
    public int Count { get; private set; }

    public StepCount Steps { get; private set; }

    public void Add(StepCount steps) => Steps = new StepCount(Steps.Completed + steps.Completed, Steps.Total + steps.Total);

    /// <summary>Places all of a new table's tasks at once, which costs less than one after the other.</summary>
    /// <returns>How many of them may be handed out.</returns>
    public int Fill(IEnumerable<TaskEntry> entries)
    {
        List<(TaskEntry, long)> runnable = [.. entries.Where(entry => entry.Lane == this && entry.MayBeHandedOut).Select(entry => (entry, entry.Order))];
        foreach (var (entry, _) in runnable)
            (entry.Runnable, entry.Queued) = (true, true);
        _queue.EnqueueRange(runnable);
        return Count = runnable.Count;
    }

    /// <summary>Takes notice of what has changed about a task.</summary>
    /// <returns>The change of <see cref="Count"/>.</returns>
    public int Place(TaskEntry entry)
    {
        if (entry.Runnable == entry.MayBeHandedOut)
            return 0;

        entry.Runnable = !entry.Runnable;
        if (entry.Runnable && !entry.Queued)
        {
            entry.Queued = true;
            _queue.Enqueue(entry, entry.Order);
        }

        var step = entry.Runnable ? 1 : -1;
        Count += step;
        return step;
    }

    /// <summary>The best task that this Worker has not failed; null if there is none.</summary>
    public TaskEntry? Best(WorkerId worker)
    {
        List<TaskEntry>? failed = null;
        TaskEntry? best = null;
        while (best is null && _queue.TryPeek(out var first, out _))
        {
            if (first.Runnable && !first.FailedBy.Contains(worker))
            {
                best = first;
                break;
            }

            _queue.Dequeue();
            if (first.Runnable)
                (failed ??= []).Add(first);
            else
                first.Queued = false;
        }

        failed?.ForEach(entry => _queue.Enqueue(entry, entry.Order));
        return best;
    }
}
