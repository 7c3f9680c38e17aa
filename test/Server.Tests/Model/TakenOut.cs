using Flamenco.Domain.Jobs;
using Flamenco.Domain.Scheduling;
using Flamenco.Domain.Tasks;
using Flamenco.Grains.Interfaces.Workers;
using Flamenco.Storage;
using Flamenco.Storage.Committing;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Tasks;
using Flamenco.Storage.Transitions;

namespace Flamenco.Server.Tests.Model;

/// <summary>The protocol with some rules taken out, to see that the model misses them. The product has no such switch: everything here wraps it from outside.</summary>
[Flags]
internal enum Rules
{
    None = 0,

    /// <summary>A result counts whatever became of its attempt.</summary>
    OpenAttemptAtResults = 1,

    /// <summary>An assignment counts under any generation and in any status of the job.</summary>
    GenerationAtAssignment = 2,

    /// <summary>A task is assigned while a revoked attempt may still run.</summary>
    HoldAtAssignment = 4,

    /// <summary>A late notice undoes a newer one.</summary>
    VersionOfNotices = 8,

    /// <summary>A list that lacks an attempt proves that nobody runs it, even if its answer is on its way.</summary>
    ClosedAskOfLists = 16,

    /// <summary>An attempt is handed out again without a write.</summary>
    WriteOfHandingOutAgain = 32,

    /// <summary>The job's own changes are made whatever the stored row says.</summary>
    StoredRowAtSettling = 64,

    /// <summary>Whatever is not known to have happened counts as done.</summary>
    OwnMarkInReadBack = 128,

    /// <summary>What a command takes from a Worker is not held.</summary>
    HoldAtRevoking = 256,

    /// <summary>A new generation is believed without the tasks that changed with it.</summary>
    TasksOfANewGeneration = 512,

    /// <summary>A job whose tasks wait for failed or canceled ones waits for ever.</summary>
    DeadEnd = 1024,

    /// <summary>An attempt is handed out under an older ask than its last.</summary>
    RisingAskOfHandingOut = 2048,

    /// <summary>A result counts only while the job is one that hands out tasks.</summary>
    ResultsWithoutGeneration = 4096,

    /// <summary>A person's command leaves the generation as it is.</summary>
    GenerationOfCommands = 8192,

    /// <summary>The end of a sweep leaves the generation as it is, so that nobody reads the tasks anew for it.</summary>
    GenerationOfSweepEnds = 16384,

    /// <summary>A late chunk of a sweep does what it was sent for.</summary>
    FenceOfChunks = 32768,

    /// <summary>A command on one task passes while one on the whole job is being carried out.</summary>
    BusyJob = 65536,

    /// <summary>Any command passes while everything is being queued again.</summary>
    WholeRequeue = 131072,

    /// <summary>A result is refused by what an activation believes.</summary>
    StoreAloneRefuses = 262144,

    /// <summary>A slot may have several open attempts.</summary>
    OneOpenAttemptASlot = 524288,
}

internal sealed class TakenOut(Rules rules)
{
    private const long EveryAsk = long.MaxValue;
    private const int NobodysSlots = 1_000;

    private readonly Dictionary<SweepOn, SweepUnderWay> _sweeps = [];

    public bool Has(Rules rule) => (rules & rule) == rule;

    public IReadOnlyList<ClosedSlot> Closed(IReadOnlyList<ClosedSlot> closed) =>
        Has(Rules.ClosedAskOfLists) ? [.. closed.Select(slot => slot with { Ask = EveryAsk })] : closed;

    /// <param name="change">What is to be applied to the table.</param>
    /// <param name="known">The row that the table has.</param>
    public TaskChange Notice(TaskChange change, TaskRow? known) =>
        Has(Rules.VersionOfNotices) && known is not null ? change with { Version = known.Version + 1 } : change;

    public async Task<NewAttempt> AssignmentAsync(NewAttempt attempt, IJobStore jobs) =>
        Has(Rules.GenerationAtAssignment) && await jobs.FindAsync(attempt.Task.Job) is { } job
            ? attempt with { Generation = job.Generation }
            : attempt;

    /// <param name="changes">What was read.</param>
    /// <param name="known">The job's row as it was known.</param>
    /// <param name="cursor">Up to where changes were known.</param>
    public JobChanges Changes(JobChanges changes, JobRow known, long cursor)
    {
        var isEndOfSweep = known.Sweep is not null && changes.Job.Sweep is null && changes.Job.Generation == known.Generation;
        return Has(Rules.TasksOfANewGeneration) || (Has(Rules.GenerationOfSweepEnds) && isEndOfSweep)
            ? changes with { Tasks = [], Cursor = Has(Rules.TasksOfANewGeneration) ? changes.Cursor : cursor }
            : changes;
    }

    /// <summary>Does the job leave out this change of its own?</summary>
    public bool LeavesOut(SettleJob settle, JobFailurePolicy policy) =>
        Has(Rules.DeadEnd)
        && settle.Settlement.Status is (JobStatus.Canceled or JobStatus.Failed)
        && settle.Counts.Failed * 100 < settle.Counts.Total * policy.FailAtPercent;

    /// <summary>What a chunk is sent for.</summary>
    public void Remember(SweepOn chunk, SweepUnderWay sweep) => _sweeps[chunk] = sweep;

    /// <summary>Is a result refused without asking the store?</summary>
    public bool Refuses(TaskRow? believed, HeldAttempt attempt) =>
        Has(Rules.StoreAloneRefuses) && believed is not null
        && (believed.Status is not RenderTaskStatus.Active || believed.Attempt != attempt.Attempt);

    /// <summary>Tasks were taken from Workers.</summary>
    public async Task SweptAsync(ITaskStore tasks, IEnumerable<ModelWorker> workers)
    {
        if (!Has(Rules.HoldAtRevoking))
            return;

        foreach (var worker in workers)
        {
            foreach (var attempt in (await tasks.HeldByAsync(worker.Id)).Where(attempt => attempt.Held))
                await tasks.ConfirmDeadAsync(attempt.Task, attempt.Attempt);
        }
    }

    public async Task<SettleJob> SettlementAsync(SettleJob settle, IJobStore jobs) =>
        Has(Rules.StoredRowAtSettling) && await jobs.FindAsync(settle.Job) is { } job
            ? settle with { Generation = job.Generation, Expected = job.Status, Counts = job.Counts }
            : settle;

    public async Task<Written<StoredTask>> ResultAsync(Func<Task<Written<StoredTask>>> write, StoredTask? before)
    {
        try
        {
            return await write();
        }
        catch (OutcomeUnknownException) when (Has(Rules.OwnMarkInReadBack) && before is not null)
        {
            return new Written<StoredTask>.Repeated(before);
        }
    }

    public async Task<HeldAttempt?> HandOutAgainAsync(ITaskStore tasks, AttemptRow attempt, AskTask ask)
    {
        var again = new HeldAttempt(attempt.Task, attempt.Attempt);
        if (Has(Rules.WriteOfHandingOutAgain))
            return again;
        return await tasks.HandOutAgainAsync(attempt.Task, attempt.Attempt, ask.Slot, ask.Life, ask.Ask) is null ? null : again;
    }

    public IBatchDatabase Around(IBatchDatabase database) => rules is Rules.None ? database : new LooseBatches(database, this);

    /// <summary>What this chunk was sent for.</summary>
    public SweepUnderWay SentFor(SweepOn chunk) => _sweeps[chunk];

    /// <summary>A slot that no Worker has, so that the store takes one more open attempt.</summary>
    public static int SlotOfNobody(AttemptRow attempt) => NobodysSlots + (int)attempt.Task.Number * 100 + attempt.Attempt;

    private sealed class LooseBatches(IBatchDatabase inner, TakenOut without) : IBatchDatabase
    {
        public Task CommitAsync(IReadOnlyList<Transition> batch, CancellationToken cancellation) =>
            inner.CommitAsync([.. batch.Select(transition => new LooseTransition(transition, without))], cancellation);

        public Task<Rows> ReadBackAsync(IReadOnlyList<Transition> batch, CancellationToken cancellation) => inner.ReadBackAsync(batch, cancellation);
    }
}
