using Flamenco.Domain.Tasks;

namespace Flamenco.Domain.Scheduling;

/// <summary>
/// A job's tasks as its grain keeps them in memory: a cache of rows from which follows what may be handed out. Rows count
/// only with a higher version, so late and doubled notices do no harm.
/// </summary>
public sealed partial class TaskTable
{
    private readonly Dictionary<uint, Entry> _entries = [];
    private readonly Dictionary<string, SortedSet<Entry>> _runnable = [];
    private readonly Dictionary<string, StepCount> _steps = [];
    private HashSet<BlocklistEntry> _blocklist = [];

    /// <param name="rows">All tasks of the job.</param>
    /// <param name="tag">Only Workers with this tag may work for the job; null: everybody.</param>
    public TaskTable(IEnumerable<TaskRow> rows, string? tag = null)
    {
        Tag = tag;
        foreach (var row in rows)
        {
            _entries.Add(row.Number, new Entry(row));
            Counts = Counts.With(row.Status, 1);
            Add(row.Type, new StepCount(row.StepsCompleted, row.StepsTotal));
            if (row.Held)
                Held++;
        }

        foreach (var entry in _entries.Values)
        {
            foreach (var number in entry.Row.DependsOn)
            {
                var before = _entries[number];
                before.Dependents.Add(entry);
                if (before.Row.Status is not RenderTaskStatus.Completed)
                    entry.Unfinished++;
            }
        }

        foreach (var entry in _entries.Values)
            Place(entry);
    }

    /// <summary>Only Workers with this tag may work for the job; null: everybody.</summary>
    public string? Tag { get; set; }

    public TaskCounts Counts { get; private set; }

    /// <summary>Task type to its tasks' steps.</summary>
    public IReadOnlyDictionary<string, StepCount> Steps => _steps;

    /// <summary>Tasks whose revoked attempt may still run.</summary>
    public int Held { get; private set; }

    /// <summary>Tasks that may be handed out now and are not reserved.</summary>
    public int RunnableCount => _runnable.Values.Sum(tasks => tasks.Count);

    /// <summary>Tasks that were reserved and whose assignment is being written.</summary>
    public int ReservedCount { get; private set; }

    /// <summary>Task type to the number of tasks that may be handed out now.</summary>
    public IReadOnlyDictionary<string, int> Runnable => _runnable.ToDictionary(pair => pair.Key, pair => pair.Value.Count);

    public IEnumerable<TaskRow> Rows => _entries.Values.Select(entry => entry.Row);

    public TaskRow? Find(uint number) => _entries.TryGetValue(number, out var entry) ? entry.Row : null;

    /// <summary>Takes the best runnable task for this Worker out of the runnable ones: priority first, then order.</summary>
    /// <returns>Its row, or null if there is none. <see cref="Apply"/> what the store answered, then <see cref="Release"/> it.</returns>
    public TaskRow? Reserve(WorkerProfile worker)
    {
        if (Best(worker) is not { } best)
            return null;

        Unplace(best);
        best.Reserved = true;
        ReservedCount++;
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
    public IReadOnlyList<TaskRow> Stranded(IReadOnlyCollection<WorkerProfile> workers) =>
        [.. _runnable.SelectMany(type => Stranded(type.Key, type.Value, workers)).OrderBy(row => row.Number)];

    /// <summary>Is there anything by which a task may be stranded? Cheap; to be asked before the Workers are read.</summary>
    public bool MayBeStranded => _runnable.Count > 0 && (_blocklist.Count > 0 || Counts.SoftFailed > 0);

    /// <summary>Ends a reservation: the task may be handed out again if its row says so.</summary>
    public void Release(uint number)
    {
        if (!_entries.TryGetValue(number, out var entry) || !entry.Reserved)
            return;
        entry.Reserved = false;
        ReservedCount--;
        Place(entry);
    }

    /// <summary>Takes what the store says of a task, if it is newer than what is known.</summary>
    /// <returns>Was it newer?</returns>
    public bool Apply(TaskChange change)
    {
        if (!_entries.TryGetValue(change.Number, out var entry) || change.Version <= entry.Row.Version)
            return false;

        var before = entry.Row;
        Unplace(entry);
        entry.Row = before with
        {
            Status = change.Status,
            Attempt = change.Attempt,
            Held = change.Held,
            Version = change.Version,
            StepsCompleted = change.StepsCompleted,
            FailedBy = change.FailedBy,
        };

        Counts = Counts.Moved(before.Status, change.Status);
        Add(before.Type, new StepCount(change.StepsCompleted - before.StepsCompleted, 0));
        Held += (change.Held ? 1 : 0) - (before.Held ? 1 : 0);
        TellDependents(entry, before.Status, change.Status);
        Place(entry);
        return true;
    }

    private Entry? Best(WorkerProfile worker)
    {
        Entry? best = null;
        foreach (var type in worker.TaskTypes)
        {
            if (!_runnable.TryGetValue(type, out var tasks) || BarOf(type, worker) is not null)
                continue;

            var first = tasks.FirstOrDefault(entry => !entry.Row.FailedBy.Contains(worker.Id));
            if (first is not null && (best is null || EntryOrder.Instance.Compare(first, best) < 0))
                best = first;
        }

        return best;
    }

    private IEnumerable<TaskRow> Stranded(string type, IEnumerable<Entry> tasks, IEnumerable<WorkerProfile> workers)
    {
        var able = workers.Where(worker => worker.CanRun(type, Tag)).Select(worker => worker.Id).ToList();
        var mayTry = able.Where(worker => !_blocklist.Contains(new BlocklistEntry(type, worker))).ToHashSet();
        return tasks
            .Select(entry => entry.Row)
            .Where(row => row.FailedBy.Count > 0 || mayTry.Count < able.Count)
            .Where(row => !mayTry.Except(row.FailedBy).Any());
    }

    private void TellDependents(Entry entry, RenderTaskStatus before, RenderTaskStatus after)
    {
        var step = (before is RenderTaskStatus.Completed, after is RenderTaskStatus.Completed) switch
        {
            (false, true) => -1,
            (true, false) => 1,
            _ => 0,
        };
        if (step == 0)
            return;

        foreach (var dependent in entry.Dependents)
        {
            Unplace(dependent);
            dependent.Unfinished += step;
            Place(dependent);
        }
    }

    private void Add(string type, StepCount steps)
    {
        var known = _steps.GetValueOrDefault(type);
        _steps[type] = new StepCount(known.Completed + steps.Completed, known.Total + steps.Total);
    }

    private void Place(Entry entry)
    {
        if (ObstacleOf(entry) is not null)
            return;
        if (!_runnable.TryGetValue(entry.Row.Type, out var tasks))
            _runnable[entry.Row.Type] = tasks = new SortedSet<Entry>(EntryOrder.Instance);
        tasks.Add(entry);
    }

    private void Unplace(Entry entry)
    {
        if (_runnable.TryGetValue(entry.Row.Type, out var tasks) && tasks.Remove(entry) && tasks.Count == 0)
            _runnable.Remove(entry.Row.Type);
    }

    private sealed class Entry(TaskRow row)
    {
        public TaskRow Row { get; set; } = row;

        public int Unfinished { get; set; }

        public bool Reserved { get; set; }

        public List<Entry> Dependents { get; } = [];
    }

    private sealed class EntryOrder : IComparer<Entry>
    {
        public static EntryOrder Instance { get; } = new();

        public int Compare(Entry? x, Entry? y)
        {
            var byPriority = y!.Row.Priority.CompareTo(x!.Row.Priority);
            return byPriority != 0 ? byPriority : x.Row.Number.CompareTo(y.Row.Number);
        }
    }
}
