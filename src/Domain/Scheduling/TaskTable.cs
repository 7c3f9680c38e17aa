using Flamenco.Domain.Tasks;

namespace Flamenco.Domain.Scheduling;

/// <summary>
/// A job's tasks as its grain keeps them in memory: a cache of rows from which follows what may be handed out. Rows count
/// only with a higher version, so late and doubled notices do no harm. A job may have a million tasks, so each is one small
/// object, and what may be handed out is a heap that is tidied when it is looked at.
/// </summary>
public sealed partial class TaskTable
{
    private readonly TaskEntry[] _entries;
    private readonly TaskEntry[] _dependents;
    private readonly Dictionary<string, TaskLane> _lanes = [];
    private HashSet<BlocklistEntry> _blocklist = [];

    /// <param name="rows">All tasks of the job.</param>
    /// <param name="tag">Only Workers with this tag may work for the job; null: everybody.</param>
    public TaskTable(IEnumerable<TaskRow> rows, string? tag = null)
    {
        Tag = tag;
        _entries = [.. rows.Select(Entry)];
        Array.Sort(_entries, TaskEntry.ByNumber);
        _dependents = new TaskEntry[_entries.Sum(entry => (long)entry.DependsOn.Count)];
        foreach (var entry in _entries)
            Counted(entry);
        FindDependents();
        foreach (var lane in _lanes.Values)
            RunnableCount += lane.Fill(_entries);
    }

    /// <summary>Only Workers with this tag may work for the job; null: everybody.</summary>
    public string? Tag { get; set; }

    public TaskCounts Counts { get; private set; }

    /// <summary>Task type to its tasks' steps.</summary>
    public IReadOnlyDictionary<string, StepCount> Steps => _lanes.ToDictionary(lane => lane.Key, lane => lane.Value.Steps);

    /// <summary>Tasks whose revoked attempt may still run.</summary>
    public int Held { get; private set; }

    /// <summary>Tasks that may be handed out now and are not reserved.</summary>
    public int RunnableCount { get; private set; }

    /// <summary>Tasks that were reserved and whose assignment is being written.</summary>
    public int ReservedCount { get; private set; }

    /// <summary>Task type to the number of tasks that may be handed out now.</summary>
    public IReadOnlyDictionary<string, int> Runnable =>
        _lanes.Where(lane => lane.Value.Count > 0).ToDictionary(lane => lane.Key, lane => lane.Value.Count);

    public IEnumerable<TaskRow> Rows => _entries.Select(entry => entry.Row);

    public TaskRow? Find(uint number) => EntryOf(number)?.Row;

    /// <summary>Takes the best runnable task for this Worker out of the runnable ones: priority first, then order.</summary>
    /// <returns>Its row, or null if there is none. <see cref="Apply"/> what the store answered, then <see cref="Release"/> it.</returns>
    public TaskRow? Reserve(WorkerProfile worker)
    {
        if (Best(worker) is not { } best)
            return null;

        best.Reserved = true;
        ReservedCount++;
        Place(best);
        return best.Row;
    }

    /// <summary>Workers that from now on get no more tasks of some types.</summary>
    public void Block(IEnumerable<BlocklistEntry> blocklist) => _blocklist = [.. blocklist];

    /// <summary>
    /// Tasks that may be handed out now, but to nobody: each Worker that could run them has failed them or is blocklisted. A
    /// task that only lacks Workers, because none of them can run its type, is not among them: it waits.
    /// </summary>
    /// <param name="workers">All Workers of the site, also those that are not there at the moment.</param>
    /// <returns>In the order of their numbers.</returns>
    public IReadOnlyList<TaskRow> Stranded(IReadOnlyCollection<WorkerProfile> workers)
    {
        var mayTry = _lanes.Values.Where(lane => lane.Count > 0).ToDictionary(lane => lane, lane => new MayTry(workers, lane.Type, Tag, _blocklist));
        return [.. _entries.Where(entry => entry.Runnable && mayTry[entry.Lane].IsNobodyFor(entry.FailedBy)).Select(entry => entry.Row)];
    }

    /// <summary>Is there anything by which a task may be stranded? Cheap; to be asked before the Workers are read.</summary>
    public bool MayBeStranded => RunnableCount > 0 && (_blocklist.Count > 0 || Counts.SoftFailed > 0);

    /// <summary>Ends a reservation: the task may be handed out again if its row says so.</summary>
    public void Release(uint number)
    {
        if (EntryOf(number) is not { Reserved: true } entry)
            return;
        entry.Reserved = false;
        ReservedCount--;
        Place(entry);
    }

    /// <summary>Takes what the store says of a task, if it is newer than what is known.</summary>
    /// <returns>Was it newer?</returns>
    public bool Apply(TaskChange change)
    {
        if (EntryOf(change.Number) is not { } entry || change.Version <= entry.Version)
            return false;

        var before = entry.Status;
        Counts = Counts.Moved(before, change.Status);
        Held += (change.Held ? 1 : 0) - (entry.Held ? 1 : 0);
        entry.Lane.Add(new StepCount(change.StepsCompleted - entry.StepsCompleted, 0));
        entry.Take(change);
        TellDependents(entry, before, change.Status);
        Place(entry);
        return true;
    }

    private TaskEntry? Best(WorkerProfile worker)
    {
        TaskEntry? best = null;
        foreach (var type in worker.TaskTypes)
        {
            if (!_lanes.TryGetValue(type, out var lane) || lane.Count == 0 || BarOf(type, worker) is not null)
                continue;
            if (lane.Best(worker.Id) is { } first && (best is null || first.Order < best.Order))
                best = first;
        }

        return best;
    }

    private TaskEntry Entry(TaskRow row)
    {
        if (!_lanes.TryGetValue(row.Type, out var lane))
            _lanes.Add(row.Type, lane = new TaskLane(row.Type));
        return new TaskEntry(row, lane);
    }

    private void Counted(TaskEntry entry)
    {
        Counts = Counts.With(entry.Status, 1);
        entry.Lane.Add(new StepCount(entry.StepsCompleted, entry.StepsTotal));
        if (entry.Held)
            Held++;
    }

    private TaskEntry? EntryOf(uint number)
    {
        if (_entries.Length == 0)
            return null;

        // Job types number their tasks one after the other, so this is nearly always it.
        var likely = (long)number - _entries[0].Number;
        if (likely >= 0 && likely < _entries.Length && _entries[likely].Number == number)
            return _entries[likely];

        var (low, high) = (0, _entries.Length - 1);
        while (low <= high)
        {
            var middle = low + (high - low) / 2;
            if (_entries[middle].Number == number)
                return _entries[middle];
            (low, high) = _entries[middle].Number < number ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }

    /// <summary>Lays out whom each task must tell, and counts what each waits for.</summary>
    private void FindDependents()
    {
        foreach (var entry in _entries)
        {
            foreach (var number in entry.DependsOn)
                EntryOf(number)!.DependentsCount++;
        }

        var next = 0;
        foreach (var entry in _entries)
        {
            entry.DependentsFrom = next;
            next += entry.DependentsCount;
            entry.DependentsCount = 0;
        }

        foreach (var entry in _entries)
        {
            foreach (var number in entry.DependsOn)
            {
                var before = EntryOf(number)!;
                _dependents[before.DependentsFrom + before.DependentsCount++] = entry;
                if (before.Status is not RenderTaskStatus.Completed)
                    entry.Unfinished++;
            }
        }
    }

    private void TellDependents(TaskEntry entry, RenderTaskStatus before, RenderTaskStatus after)
    {
        var step = (before is RenderTaskStatus.Completed, after is RenderTaskStatus.Completed) switch
        {
            (false, true) => -1,
            (true, false) => 1,
            _ => 0,
        };
        if (step == 0)
            return;

        foreach (var dependent in _dependents.AsSpan(entry.DependentsFrom, entry.DependentsCount))
        {
            dependent.Unfinished += step;
            Place(dependent);
        }
    }

    private void Place(TaskEntry entry) => RunnableCount += entry.Lane.Place(entry);
}
