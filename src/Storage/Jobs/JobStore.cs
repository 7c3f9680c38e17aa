using Flamenco.Domain.Compiling;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Scheduling;
using Flamenco.Storage.Committing;
using Flamenco.Storage.Transitions;

namespace Flamenco.Storage.Jobs;

/// <summary>The writes of whole jobs: transitions through the committer, the same on every database. An adapter adds how it reads, and how it brings and removes many rows.</summary>
/// <param name="committer">Commits them.</param>
/// <param name="sweptAtOnce">Tasks that a sweep reaches in one transition.</param>
public abstract class JobStore(Committer committer, int sweptAtOnce = SweepChunk.TasksAtOnce) : IJobStore
{
    /// <summary>Tasks of a new job that go to the database at once: enough to be fast, few enough that nobody waits for them.</summary>
    internal const int TasksAtOnce = 4 * Tasks.CommandPages.TasksAPage;

    public async Task<Written<JobRow>> CreateAsync(NewJob job, CancellationToken cancellation = default)
    {
        job.Checked();
        foreach (var chunk in job.Tasks.Chunk(TasksAtOnce))
            await BringAsync(job, chunk, cancellation);

        switch (await committer.CommitAsync(new Publish(job), cancellation))
        {
            case PublishVerdict.Published published:
                return new Written<JobRow>.Applied(published.Job);
            case PublishVerdict.KeyTaken taken:
                await DiscardAsync(job.Id, cancellation);
                return await KnownAsync(taken.By, job, cancellation);
            default:
                throw new StoreUnavailableException(
                    "storing the job took so long that it was taken for abandoned; submit it again",
                    new TimeoutException($"job {job.Id} is not under construction any more"));
        }
    }

    public Task<Commanded> CommandAsync(JobId job, JobCommand command, OperationBy by, CancellationToken cancellation = default) =>
        committer.CommitAsync(new CommandJob(job, command, by.Checked()), cancellation);

    public Task<Commanded> PrioritizeAsync(JobId job, int priority, OperationBy by, CancellationToken cancellation = default) =>
        committer.CommitAsync(new PrioritizeJob(job, priority, by.Checked()), cancellation);

    public Task<Commanded> TagAsync(JobId job, TagId? tag, OperationBy by, CancellationToken cancellation = default) =>
        committer.CommitAsync(new TagJob(job, tag, by.Checked()), cancellation);

    public Task<Written<JobRow>> SettleAsync(SettleJob settle, CancellationToken cancellation = default) =>
        committer.CommitAsync(new Settle(settle.Checked()), cancellation);

    public Task<Written<JobRow>> SweepAsync(SweepOn sweep, CancellationToken cancellation = default) =>
        committer.CommitAsync(new SweepChunk(sweep, sweptAtOnce), cancellation);

    public async Task<Commanded> UnblockAsync(
        JobId job, IReadOnlyList<BlocklistEntry> entries, OperationBy by, CancellationToken cancellation = default)
    {
        List<BlocklistRow> known = [.. (await BlocklistAsync(job, cancellation)).Where(row => entries.Contains(row.Entry))];
        return await committer.CommitAsync(new Unblock(job, entries, known, by.Checked()), cancellation);
    }

    public Task<Written<JobRow>> GiveUpAsync(StrandedTasks stranded, CancellationToken cancellation = default) =>
        committer.CommitAsync(new GiveUp(stranded), cancellation);

    public abstract Task<IReadOnlyList<BlocklistRow>> BlocklistAsync(JobId job, CancellationToken cancellation = default);

    public abstract Task<bool> EraseAsync(JobId job, CancellationToken cancellation = default);

    public abstract Task<IReadOnlyList<JobId>> DiscardAsync(DateTimeOffset before, CancellationToken cancellation = default);

    public abstract Task<Tombstone?> TombstoneAsync(JobId job, CancellationToken cancellation = default);

    public abstract Task<(JobId Job, string Fingerprint)?> FindByKeyAsync(string who, string key, CancellationToken cancellation = default);

    public abstract Task<JobRow?> FindAsync(JobId job, CancellationToken cancellation = default);

    public abstract Task<JobTable?> TableAsync(JobId job, CancellationToken cancellation = default);

    public abstract Task<JobChanges?> ChangesAsync(JobId job, long cursor, CancellationToken cancellation = default);

    public abstract Task<IReadOnlyList<JobId>> UnfinishedAsync(CancellationToken cancellation = default);

    public abstract Task<IReadOnlyList<JobRow>> ListAsync(int limit, JobId? after, ManagerId? manager, CancellationToken cancellation = default);

    public abstract Task<IReadOnlyList<OperationRow>> OperationsAsync(JobId job, CancellationToken cancellation = default);

    /// <summary>
    /// Stores some tasks of a new job with their commands; with its first task the job's own row, which is under construction.
    /// It does nothing where somebody took the job for abandoned.
    /// </summary>
    protected abstract Task BringAsync(NewJob job, CompiledTask[] tasks, CancellationToken cancellation);

    /// <summary>Marks a job that is not to be for deletion.</summary>
    protected abstract Task DiscardAsync(JobId job, CancellationToken cancellation);

    private async Task<Written<JobRow>> KnownAsync(KeyRow key, NewJob job, CancellationToken cancellation) => await FindAsync(key.Job, cancellation) switch
    {
        null => new Written<JobRow>.Missing(),
        var known when key.Fingerprint == job.Fingerprint => new Written<JobRow>.Repeated(known),
        var known => new Written<JobRow>.Conflict(known, "the idempotency key belongs to another job"),
    };
}
