using Flamenco.Domain.Jobs;
using Flamenco.Domain.Scheduling;
using Flamenco.Storage.Jobs;

namespace Flamenco.Grains.Jobs;

/// <summary>
/// What one activation of a job believes, and what follows from that: a cache of rows, which may be old. Pure memory; the
/// store's fences decide whether it was right.
/// </summary>
internal sealed class JobCache(JobTable loaded)
{
    private long _cursor = loaded.Cursor;

    public JobRow Job { get; private set; } = loaded.Job;

    public TaskTable Table { get; } = TableOf(loaded);

    /// <summary>Changes up to this are known.</summary>
    public long Cursor => _cursor;

    /// <summary>Does nothing happen to the job until a person asks for it?</summary>
    public bool IsAtRest => Job.Sweep is null && (Job.Status.IsTerminal() || Job.Status is JobStatus.Paused);

    /// <summary>Where the sweep is that is under way; null: there is none.</summary>
    public SweepOn? Sweep => Job.Sweep is { } sweep ? new SweepOn(Job.Id, Job.Generation, sweep.Next) : null;

    /// <summary>Task type to the number of tasks that may be handed out now.</summary>
    public IReadOnlyDictionary<string, int> Offered => Job.Status.Runs() ? Table.Runnable : new Dictionary<string, int>();

    /// <summary>Takes the best task for this Worker, with the generation under which it looks free; null if there is none.</summary>
    public Reservation? Reserve(WorkerProfile worker) => Job.Status.Runs() && Table.Reserve(worker) is { } task
        ? new Reservation(task.Number, task.Attempt, Job.Generation)
        : null;

    /// <summary>The task that this Worker would get; null: none.</summary>
    public TaskRow? Next(WorkerProfile worker) => Job.Status.Runs() ? Table.Next(worker) : null;

    /// <summary>Ends a reservation, whatever came of it.</summary>
    public void Release(Reservation reservation) => Table.Release(reservation.Task);

    /// <summary>Takes what the store says of a task, if it is newer than what is known.</summary>
    /// <returns>Was it newer?</returns>
    public bool Apply(TaskChange change) => Table.Apply(change);

    /// <summary>One of its tasks was assigned: the store has made a queued job active.</summary>
    public void Started()
    {
        if (Job.Status is JobStatus.Queued)
            Job = Job with { Status = JobStatus.Active };
    }

    /// <summary>Takes what was written since <see cref="Cursor"/>: row and tasks are of one moment, so that no old table is used under a new generation.</summary>
    public void Apply(JobChanges changes)
    {
        foreach (var change in changes.Tasks)
            Table.Apply(change);
        Table.Block(changes.Blocklist);
        _cursor = Math.Max(_cursor, changes.Cursor);
        if (changes.Job.Generation >= Job.Generation)
            Job = changes.Job;
        Table.Tag = Job.WorkerTag;
    }

    /// <summary>The change that the job makes by itself, with what it is based on; null for none.</summary>
    public SettleJob? Settlement(JobFailurePolicy policy) =>
        JobMachine.Settle(Job.Status, Job.SweepKind, Table.Counts, Table.RunnableCount + Table.ReservedCount, Table.Held, policy, Job.Forgiven) is { } settlement
            ? new SettleJob(Job.Id, Job.Status, Job.Generation, settlement, Table.Counts)
            : null;

    /// <summary>Must the Workers be read, to see whether <see cref="Stranded"/> finds something? Cheap.</summary>
    public bool MayBeStranded => Job.Sweep is null && Job.Status.Runs() && Table.MayBeStranded;

    /// <summary>Tasks that nobody may try any more, with what that is based on; null for none.</summary>
    /// <param name="workers">All Workers of the site, also those that are not there at the moment.</param>
    public StrandedTasks? Stranded(IReadOnlyCollection<WorkerProfile> workers) => MayBeStranded && Table.Stranded(workers) is [_, ..] stranded
        ? new StrandedTasks(Job.Id, Job.Generation, stranded.ToDictionary(task => task.Number, task => task.Version))
        : null;

    private static TaskTable TableOf(JobTable loaded)
    {
        var table = new TaskTable(loaded.Tasks, loaded.Job.WorkerTag);
        table.Block(loaded.Blocklist);
        return table;
    }
}

/// <param name="Task">The task's number.</param>
/// <param name="ExpectedAttempt">The last attempt number that is known.</param>
/// <param name="Generation">The job's generation that is known.</param>
internal sealed record Reservation(uint Task, int ExpectedAttempt, long Generation);
