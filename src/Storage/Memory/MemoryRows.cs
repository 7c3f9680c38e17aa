using Flamenco.Domain.Compiling;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Scheduling;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Access;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Managers;
using Flamenco.Storage.Tags;
using Flamenco.Storage.Tasks;
using Flamenco.Storage.Transitions;
using Flamenco.Storage.Workers;

namespace Flamenco.Storage.Memory;

/// <summary>All rows. Touched only under the lock of their <see cref="MemoryDatabase"/>; whoever writes decides everything before the first row is put.</summary>
internal sealed class MemoryRows
{
    private readonly Dictionary<WorkerId, List<(TaskId Task, int Attempt)>> _heldBy = [];
    private readonly Dictionary<Guid, (TaskId Task, int Attempt)> _aliases = [];
    private long _change;

    public Dictionary<JobId, MemoryJob> Jobs { get; } = [];

    public Dictionary<PersonsKey, KeyRow> Keys { get; } = [];

    public Dictionary<JobId, Tombstone> Tombstones { get; } = [];

    /// <summary>Deleted jobs of which their sites keep nothing any more, with the moment at which they said so.</summary>
    public Dictionary<JobId, DateTimeOffset> CleanedUp { get; } = [];

    public Dictionary<WorkerId, WorkerRow> Workers { get; } = [];

    /// <summary>Until when sites are trusted, in farm time.</summary>
    public Dictionary<ManagerId, TimeSpan> Leases { get; } = [];

    /// <summary>Workers with attempts that are open or held.</summary>
    public IEnumerable<WorkerId> Holders => _heldBy.Where(held => held.Value.Count > 0).Select(held => held.Key);

    public Dictionary<TagId, TagRow> Tags { get; } = [];

    public TimeSpan FarmTime { get; set; }

    public Dictionary<ManagerId, ManagerRow> Managers { get; } = [];

    public Dictionary<string, TokenRow> Tokens { get; } = [];

    public List<(DateTimeOffset At, AuditEntry Entry)> Audit { get; } = [];

    /// <summary>The last change position given.</summary>
    public long Cursor => _change;

    /// <summary>The job, if it is one that queries show.</summary>
    public MemoryJob? Job(JobId job) => Jobs.GetValueOrDefault(job) is { } known && known.Row.Status.IsVisible() ? known : null;

    public MemoryTask? Task(TaskId task) => Jobs.GetValueOrDefault(task.Job)?.Tasks.GetValueOrDefault(task.Number);

    public AttemptRow? Attempt(TaskId task, int number) => Task(task)?.Attempt(number);

    public AttemptRow? Attempt(Guid alias) => _aliases.TryGetValue(alias, out var key) ? Attempt(key.Task, key.Attempt) : null;

    /// <summary>Open attempts of a Worker, and those that may still run; oldest first.</summary>
    public IEnumerable<AttemptRow> HeldBy(WorkerId worker) =>
        _heldBy.GetValueOrDefault(worker, []).Select(key => Attempt(key.Task, key.Attempt)!);

    /// <summary>Workers that have signed on at least once, by name.</summary>
    public IEnumerable<WorkerRow> SignedOn(ManagerId? manager) => Workers.Values
        .Where(worker => worker.Status is not Domain.Workers.WorkerStatus.Registered && (manager is null || worker.Manager == manager))
        .OrderBy(worker => worker.Name, StringComparer.Ordinal)
        .ThenBy(worker => worker.Id.Value);

    /// <summary>The attempt with what people see of its Worker.</summary>
    public AttemptRow Named(AttemptRow attempt) => Workers.TryGetValue(attempt.Worker, out var worker)
        ? attempt with { WorkerName = worker.Name, WorkerAddress = worker.Address }
        : attempt;

    /// <summary>Removes tasks with their attempts.</summary>
    public void Remove(MemoryJob job, IReadOnlyList<uint> numbers)
    {
        foreach (var number in numbers)
        {
            foreach (var attempt in job.Tasks[number].Attempts)
            {
                _heldBy.GetValueOrDefault(attempt.Worker)?.Remove((attempt.Task, attempt.Attempt));
                if (attempt.Alias is { } alias)
                    _aliases.Remove(alias);
            }

            job.Tasks.Remove(number);
        }
    }

    /// <summary>The site is trusted for so long from now on; a lease never becomes shorter.</summary>
    public void Trust(ManagerId site, TimeSpan length)
    {
        var until = FarmTime + TimeSpan.FromMilliseconds((long)length.TotalMilliseconds);
        if (Leases.GetValueOrDefault(site) < until)
            Leases[site] = until;
    }

    public void Put(StoredTask task)
    {
        var kept = Task(task.Id)!;
        kept.Row = task;
        kept.Change = ++_change;
    }

    public void Put(AttemptRow attempt)
    {
        Task(attempt.Task)!.Put(attempt);
        if (attempt.Alias is { } alias)
            _aliases[alias] = (attempt.Task, attempt.Attempt);
        if (!_heldBy.TryGetValue(attempt.Worker, out var held))
            _heldBy[attempt.Worker] = held = [];

        var key = (attempt.Task, attempt.Attempt);
        var holds = attempt.Outcome is AttemptOutcome.Open || attempt.Held;
        if (!holds)
            held.Remove(key);
        else if (!held.Contains(key))
            held.Add(key);
    }

    public void Log(OperationEntry line, DateTimeOffset now)
    {
        var log = Jobs[line.Job].Operations;
        log.Add(new OperationRow(log.Count + 1, now, line.Who, line.What, line.Detail));
    }
}

/// <summary>A job with its tasks and its operation log.</summary>
internal sealed class MemoryJob(JobRow row)
{
    private readonly Dictionary<long, byte[]> _commandPages = [];

    public JobRow Row { get; set; } = row;

    public SortedDictionary<uint, MemoryTask> Tasks { get; } = [];

    public List<OperationRow> Operations { get; } = [];

    public List<BlocklistEntry> Blocklist { get; } = [];

    public IEnumerable<long> Pages => _commandPages.Keys;

    public void Add(IEnumerable<CompiledTask> tasks)
    {
        foreach (var (page, bytes) in CommandPages.Write(tasks))
            _commandPages.Add(page, bytes);
    }

    public CommandPage? Page(long page) => _commandPages.TryGetValue(page, out var stored) ? new CommandPage(stored) : null;

    public string? Commands(uint number) => Page(CommandPages.PageOf(number))?.Of(number);
}

/// <summary>A task with its attempts; their numbers have no gap.</summary>
internal sealed class MemoryTask(StoredTask row)
{
    private readonly List<AttemptRow> _attempts = [];

    public StoredTask Row { get; set; } = row;

    public long Change { get; set; }

    public IReadOnlyList<AttemptRow> Attempts => _attempts;

    public AttemptRow? Attempt(int number) => number >= 1 && number <= _attempts.Count ? _attempts[number - 1] : null;

    public void Put(AttemptRow attempt)
    {
        if (attempt.Attempt == _attempts.Count + 1)
            _attempts.Add(attempt);
        else
            _attempts[attempt.Attempt - 1] = attempt;
    }
}
