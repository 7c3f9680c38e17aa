using Flamenco.Domain.Compiling;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Storage.Committing;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Transitions;

namespace Flamenco.Storage.Memory;

/// <inheritdoc cref="JobStore"/>
public sealed class MemoryJobStore(MemoryDatabase database, Committer committer, TimeProvider time, int sweptAtOnce = SweepChunk.TasksAtOnce)
    : JobStore(committer, sweptAtOnce)
{
    public override Task<(JobId Job, string Fingerprint)?> FindByKeyAsync(string who, string key, CancellationToken cancellation = default) =>
        database.RunAsync<(JobId, string)?>(
            rows => rows.Keys.TryGetValue(new PersonsKey(who, key), out var known) ? (known.Job, known.Fingerprint) : null, cancellation);

    public override Task<JobRow?> FindAsync(JobId job, CancellationToken cancellation = default) =>
        database.RunAsync(rows => rows.Job(job)?.Row, cancellation);

    public override Task<JobTable?> TableAsync(JobId job, CancellationToken cancellation = default) => database.RunAsync(
        rows => rows.Job(job) is { } known
            ? new JobTable(known.Row, [.. known.Tasks.Values.Select(task => task.Row.Row)], [.. known.Blocklist], rows.Cursor)
            : null,
        cancellation);

    public override Task<JobChanges?> ChangesAsync(JobId job, long cursor, CancellationToken cancellation = default) => database.RunAsync(
        rows => rows.Job(job) is { } known
            ? new JobChanges(
                known.Row,
                [.. known.Tasks.Values.Where(task => task.Change > cursor).Select(task => task.Row.Change)],
                [.. known.Blocklist],
                rows.Cursor)
            : null,
        cancellation);

    public override Task<IReadOnlyList<JobId>> UnfinishedAsync(CancellationToken cancellation = default) => database.RunAsync<IReadOnlyList<JobId>>(
        rows => [.. rows.Jobs.Values.Where(job => job.Row.IsUnfinished()).Select(job => job.Row.Id)], cancellation);

    public override Task<IReadOnlyList<JobRow>> ListAsync(
        int limit, JobId? after, ManagerId? manager, CancellationToken cancellation = default) => database.RunAsync<IReadOnlyList<JobRow>>(
        rows =>
        [
            .. rows.Jobs.Values
                .Select(job => job.Row)
                .Where(job => job.Status.IsVisible())
                .OrderByDescending(job => job.Created)
                .ThenByDescending(job => job.Id.Value)
                .SkipWhile(job => after is not null && job.Id != after)
                .Skip(after is null ? 0 : 1)
                .Where(job => manager is null || job.Manager == manager)
                .Take(limit),
        ],
        cancellation);

    public override Task<IReadOnlyList<OperationRow>> OperationsAsync(JobId job, CancellationToken cancellation = default) =>
        database.RunAsync<IReadOnlyList<OperationRow>>(rows => [.. rows.Job(job)?.Operations ?? []], cancellation);

    public override Task<IReadOnlyList<BlocklistRow>> BlocklistAsync(JobId job, CancellationToken cancellation = default) =>
        database.RunAsync<IReadOnlyList<BlocklistRow>>(
            rows =>
            [
                .. (rows.Job(job)?.Blocklist ?? [])
                    .Select(entry => new BlocklistRow(entry, rows.Workers.GetValueOrDefault(entry.Worker)?.Name ?? ""))
                    .OrderBy(row => row.WorkerName, StringComparer.Ordinal)
                    .ThenBy(row => row.Entry.TaskType, StringComparer.Ordinal)
                    .ThenBy(row => row.Entry.Worker.Value),
            ],
            cancellation);

    public override Task<Tombstone?> TombstoneAsync(JobId job, CancellationToken cancellation = default) =>
        database.RunAsync(rows => rows.Tombstones.GetValueOrDefault(job), cancellation);

    public override Task<IReadOnlyList<JobId>> DiscardAsync(DateTimeOffset before, CancellationToken cancellation = default) =>
        database.RunAsync<IReadOnlyList<JobId>>(
            rows =>
            [
                .. rows.Jobs.Values
                    .Where(job => job.Row.Status is JobStatus.UnderConstruction && job.Row.Updated < before)
                    .Select(Discard),
            ],
            cancellation);

    public override Task<bool> EraseAsync(JobId job, CancellationToken cancellation = default) => database.RunAsync(
        rows =>
        {
            if (rows.Jobs.GetValueOrDefault(job) is not { Row.Status: JobStatus.Deleting } known)
                return false;

            rows.Remove(known, [.. known.Tasks.Keys.Take(TasksAtOnce)]);
            return known.Tasks.Count > 0 || !rows.Jobs.Remove(job);
        },
        cancellation);

    protected override Task BringAsync(NewJob job, CompiledTask[] tasks, CancellationToken cancellation) => database.RunAsync(
        rows =>
        {
            var now = time.GetUtcNow();
            if (!rows.Jobs.TryGetValue(job.Id, out var kept))
            {
                if (tasks[0] != job.Tasks[0])
                    return false;
                rows.Jobs.Add(job.Id, kept = new MemoryJob(job.UnderConstruction(now)));
            }

            kept.Add(tasks);
            kept.Row = kept.Row with { Updated = now };
            foreach (var task in tasks)
            {
                var first = job.First(task, now);
                kept.Tasks.Add(task.Number, new MemoryTask(first));
                rows.Put(first);
            }

            return true;
        },
        cancellation);

    protected override Task DiscardAsync(JobId job, CancellationToken cancellation) => database.RunAsync(
        rows => rows.Jobs.GetValueOrDefault(job) is { Row.Status: JobStatus.UnderConstruction } known ? Discard(known) : job, cancellation);

    private JobId Discard(MemoryJob job)
    {
        job.Row = job.Row with { Status = JobStatus.Deleting, Updated = time.GetUtcNow() };
        return job.Row.Id;
    }
}
