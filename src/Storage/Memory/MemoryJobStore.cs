using Flamenco.Domain.Compiling;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Tasks;

namespace Flamenco.Storage.Memory;

/// <inheritdoc cref="IJobStore"/>
public sealed class MemoryJobStore(MemoryDatabase database, TimeProvider time) : IJobStore
{
    public Task<Written<JobRow>> CreateAsync(NewJob job, CancellationToken cancellation = default)
    {
        job.Checked();
        return database.RunAsync(rows => Create(rows, job), cancellation);
    }

    public Task<(JobId Job, string Fingerprint)?> FindByKeyAsync(string who, string key, CancellationToken cancellation = default) =>
        database.RunAsync(rows => FindByKey(rows, who, key), cancellation);

    public Task<JobRow?> FindAsync(JobId job, CancellationToken cancellation = default) =>
        database.RunAsync(rows => rows.Job(job)?.Row, cancellation);

    public Task<JobTable?> TableAsync(JobId job, CancellationToken cancellation = default) => database.RunAsync(
        rows => rows.Job(job) is { } known
            ? new JobTable(known.Row, [.. known.Tasks.Values.Select(task => task.Row.Row)], rows.Cursor)
            : null,
        cancellation);

    public Task<JobChanges?> ChangesAsync(JobId job, long cursor, CancellationToken cancellation = default) => database.RunAsync(
        rows => rows.Job(job) is { } known
            ? new JobChanges(
                known.Row, [.. known.Tasks.Values.Where(task => task.Change > cursor).Select(task => task.Row.Change)], rows.Cursor)
            : null,
        cancellation);

    public Task<Written<JobRow>> CommandAsync(
        JobId job, JobCommand command, OperationBy by, CancellationToken cancellation = default)
    {
        by.Checked();
        return database.RunAsync(rows => Change(rows, job, row => JobChange.Of(row, command, by)), cancellation);
    }

    public Task<Written<JobRow>> SettleAsync(SettleJob settle, CancellationToken cancellation = default)
    {
        settle.Checked();
        return database.RunAsync(rows => Change(rows, settle.Job, row => JobChange.Of(row, settle)), cancellation);
    }

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

    private static StoredTask First(NewJob job, CompiledTask task, DateTimeOffset now) => new()
    {
        Id = job.Id.Task(task.Number),
        Name = task.Name,
        Type = task.Type,
        Priority = task.Priority,
        Status = job.TaskStatus(),
        Attempt = 0,
        Held = null,
        Version = 1,
        Activity = "",
        StepsCompleted = 0,
        StepsTotal = task.StepsTotal,
        DependsOn = task.DependsOn,
        Created = now,
        Updated = now,
        FailedBy = [],
    };

    private Written<JobRow> Create(MemoryRows rows, NewJob job)
    {
        if (job.IdempotencyKey is { } key && FindByKey(rows, job.By.Who, key) is { } known)
            return job.KeyTaken(rows.Jobs[known.Job].Row, known.Fingerprint);

        var now = time.GetUtcNow();
        var kept = new MemoryJob(job.Row(now), job.Tasks);
        foreach (var task in job.Tasks)
            kept.Tasks.Add(task.Number, new MemoryTask(First(job, task, now)));

        rows.Jobs.Add(job.Id, kept);
        if (job.IdempotencyKey is { } mine)
            rows.Keys.Add((job.By.Who, mine), (job.Id, job.Fingerprint));
        foreach (var task in kept.Tasks.Values)
            rows.Put(task.Row);
        foreach (var line in job.Log())
            rows.Log(line, now);
        rows.Audit.Add((now, job.Audit()));
        return new Written<JobRow>.Applied(kept.Row);
    }

    private Written<JobRow> Change(MemoryRows rows, JobId id, Func<JobRow, (JobChange? Change, Written<JobRow>? Verdict)> decide)
    {
        if (rows.Job(id) is not { } job)
            return new Written<JobRow>.Missing();
        var (change, verdict) = decide(job.Row);
        if (change is null)
            return verdict!;

        var now = time.GetUtcNow();
        var after = MemorySweep.Run(rows, change, now);
        job.Row = after with { Updated = now };
        foreach (var line in change.Log)
            rows.Log(line, now);
        if (change.Audit is { } audit)
            rows.Audit.Add((now, audit));
        return new Written<JobRow>.Applied(after);
    }
}
