using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Jobs;

namespace Flamenco.Storage.Memory;

/// <inheritdoc cref="IJobStore"/>
public sealed class MemoryJobStore(MemoryDatabase database, TimeProvider time) : IJobStore
{
    public Task<Written<JobRow>> CreateAsync(NewJob job, CancellationToken cancellation = default) =>
        database.RunAsync(rows => Create(rows, job), cancellation);

    public Task<(JobId Job, string Fingerprint)?> FindByKeyAsync(string who, string key, CancellationToken cancellation = default) =>
        database.RunAsync(rows => FindByKey(rows, who, key), cancellation);

    public Task<JobRow?> FindAsync(JobId job, CancellationToken cancellation = default) =>
        database.RunAsync(rows => rows.Job(job)?.Row, cancellation);

    public Task<JobTable?> TableAsync(JobId job, CancellationToken cancellation = default) => database.RunAsync(
        rows => rows.Job(job) is { } known
            ? new JobTable(known.Row, [.. known.Tasks.Values.Select(task => task.Row.ForTable)], rows.Cursor)
            : null,
        cancellation);

    public Task<JobChanges?> ChangesAsync(JobId job, long cursor, CancellationToken cancellation = default) => database.RunAsync(
        rows => rows.Job(job) is { } known
            ? new JobChanges(
                known.Row, [.. known.Tasks.Values.Where(task => task.Change > cursor).Select(task => task.Row.Change)], rows.Cursor)
            : null,
        cancellation);

    public Task<Written<JobRow>> CommandAsync(
        JobId job, JobCommand command, OperationBy by, CancellationToken cancellation = default) => database.RunAsync(
        rows => Save(rows, JobWrite.Command(rows.Job(job)?.Row, command, by, () => ForSweep(rows, job))), cancellation);

    public Task<Written<JobRow>> SettleAsync(SettleJob settle, CancellationToken cancellation = default) => database.RunAsync(
        rows => Save(rows, JobWrite.Settle(rows.Job(settle.Job)?.Row, settle, () => ForSweep(rows, settle.Job))), cancellation);

    public Task<IReadOnlyList<JobId>> UnfinishedAsync(CancellationToken cancellation = default) => database.RunAsync<IReadOnlyList<JobId>>(
        rows => [.. rows.Jobs.Values.Where(job => !job.Row.Status.IsTerminal() && job.Row.Status is not JobStatus.Paused).Select(job => job.Row.Id)],
        cancellation);

    public Task<IReadOnlyList<JobRow>> ListAsync(
        int limit, JobId? after, ManagerId? manager, CancellationToken cancellation = default) => database.RunAsync<IReadOnlyList<JobRow>>(
        rows =>
        [
            .. rows.Jobs.Values
                .Select(job => job.Row)
                .OrderByDescending(job => job.Created)
                .ThenByDescending(job => job.Id.Value)
                .SkipWhile(job => after is not null && job.Id != after)
                .Skip(after is null ? 0 : 1)
                .Where(job => manager is null || job.Manager == manager)
                .Take(limit),
        ],
        cancellation);

    public Task<IReadOnlyList<OperationRow>> OperationsAsync(JobId job, CancellationToken cancellation = default) =>
        database.RunAsync<IReadOnlyList<OperationRow>>(rows => [.. rows.Job(job)?.Operations ?? []], cancellation);

    private static (JobId Job, string Fingerprint)? FindByKey(MemoryRows rows, string who, string key) =>
        rows.Keys.TryGetValue((who, key), out var known) ? known : null;

    private static IEnumerable<SweepTask> ForSweep(MemoryRows rows, JobId job) => rows.Jobs[job].Tasks.Values.Select(task =>
        new SweepTask(task.Row.Id.Number, task.Row.Status, task.Row.Attempt, task.Row.StepsCompleted, task.CanceledByFailing));

    private Written<JobRow> Create(MemoryRows rows, NewJob job)
    {
        if (job.IdempotencyKey is { } key && FindByKey(rows, job.By.Who, key) is { } known)
            return Submission.Known(rows.Jobs[known.Job].Row, known.Fingerprint, job);

        var now = time.GetUtcNow();
        var kept = new MemoryJob(Submission.Job(job, now));
        foreach (var task in job.Tasks)
            kept.Tasks.Add(task.Number, new MemoryTask(Submission.Task(job, task, now), task));

        rows.Jobs.Add(job.Id, kept);
        if (job.IdempotencyKey is { } mine)
            rows.Keys.Add((job.By.Who, mine), (job.Id, job.Fingerprint));
        foreach (var task in kept.Tasks.Values)
            rows.Put(task.Row);
        foreach (var line in Submission.Operations(job))
            rows.Log(line, now);
        rows.Audit.Add((now, Submission.Audit(job)));
        return new Written<JobRow>.Applied(kept.Row);
    }

    private Written<JobRow> Save(MemoryRows rows, JobWrite write)
    {
        if (write.Verdict is not Written<JobRow>.Applied applied)
            return write.Verdict;

        var now = time.GetUtcNow();
        var job = rows.Jobs[applied.Row.Id];
        foreach (var task in write.Tasks)
            Save(rows, job.Tasks[task.Number], task, write.RevokedBecause, now);
        job.Row = applied.Row with { Updated = now };
        foreach (var line in write.Operations)
            rows.Log(line, now);
        if (write.Audit is { } audit)
            rows.Audit.Add((now, audit));
        return write.Verdict;
    }

    private static void Save(MemoryRows rows, MemoryTask kept, SweptTask task, string reason, DateTimeOffset now)
    {
        if (task.Revoked is { } number && kept.Attempt(number) is { Outcome: AttemptOutcome.Open } open)
            rows.Put(open with { Outcome = AttemptOutcome.Revoked, Held = true, Ended = now, Reason = reason });

        kept.CanceledByFailing = task.CanceledByFailing;
        rows.Put(kept.Row with
        {
            Status = task.Status,
            Held = task.Revoked ?? kept.Row.Held,
            Version = kept.Row.Version + 1,
            StepsCompleted = task.StepsCompleted,
            FailedBy = task.ForgetsFailures ? [] : kept.Row.FailedBy,
            Updated = now,
        });
    }
}
