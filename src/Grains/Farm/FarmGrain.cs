using System.Text.Json;
using Flamenco.Domain.Compiling;
using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces.Farm;
using Flamenco.Grains.Interfaces.Jobs;
using Flamenco.Grains.Interfaces.Managers;
using Flamenco.Grains.Interfaces.Tags;
using Flamenco.Grains.Interfaces.Workers;
using Flamenco.Grains.Jobs;
using Flamenco.Grains.Tags;
using Flamenco.Grains.Tasks;
using Flamenco.Grains.Workers;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Managers;
using Flamenco.Storage.Tags;
using Flamenco.Storage.Tasks;
using Flamenco.Storage.Workers;
using Orleans.Concurrency;

namespace Flamenco.Grains.Farm;

/// <inheritdoc cref="IFarmGrain"/>
[StatelessWorker, Reentrant]
internal sealed class FarmGrain(
    IJobStore jobs, ITaskStore tasks, IWorkerStore workers, ITagStore tags, IManagerStore managers, IJobCompiler compiler, TimeProvider time)
    : Grain, IFarmGrain
{
    public async Task<JobsAnswer> JobsAsync(JobsQuery query, CancellationToken cancellation = default)
    {
        var rows = await jobs.ListAsync(query.Limit, query.After, query.Manager, cancellation);
        return new JobsAnswer([.. rows.Select(JobViews.From)], rows.Count == query.Limit ? rows[^1].Id : null);
    }

    public async Task<TasksAnswer> TasksAsync(TasksQuery query, CancellationToken cancellation = default)
    {
        var rows = await tasks.ListAsync(query.Job, query.Limit, query.After, cancellation);
        return new TasksAnswer([.. rows.Select(TaskViews.From)], rows.Count == query.Limit ? rows[^1].Task.Id.Number : null);
    }

    public async Task<IReadOnlyList<WorkerView>> WorkersAsync(ManagerId? manager, CancellationToken cancellation = default) =>
        [.. (await workers.ListAsync(manager, cancellation)).Select(worker => WorkerViews.From(worker, []))];

    public async Task<IReadOnlyList<TagView>> TagsAsync(ManagerId? manager, CancellationToken cancellation = default) =>
        [.. (await tags.ListAsync(manager, cancellation)).Select(TagViews.From)];

    public async Task<IReadOnlyList<ManagerView>> ManagersAsync(CancellationToken cancellation = default) =>
        [.. (await managers.ListAsync(cancellation)).Select(row => new ManagerView { Id = row.Id, Name = row.Name, Workers = row.Workers })];

    public async Task<IReadOnlyList<OperationView>> OperationsAsync(JobId job, CancellationToken cancellation = default) =>
        [.. (await jobs.OperationsAsync(job, cancellation)).Select(row => new OperationView(row.Sequence, row.At, row.Who, row.What, row.Detail))];

    public async Task<HeldAttempt?> AttemptOfAliasAsync(Guid alias, CancellationToken cancellation = default) =>
        await tasks.FindByAliasAsync(alias, cancellation) is { } attempt ? new HeldAttempt(attempt.Task, attempt.Attempt) : null;

    public async Task<IReadOnlyList<BlockedWorker>> BlocklistAsync(JobId job, CancellationToken cancellation = default) =>
        [.. (await jobs.BlocklistAsync(job, cancellation)).Select(row => new BlockedWorker(row.Entry.Worker, row.Entry.TaskType, row.WorkerName))];

    public async Task<TombstoneView?> TombstoneAsync(JobId job, CancellationToken cancellation = default) =>
        await jobs.TombstoneAsync(job, cancellation) is { } tombstone
            ? new TombstoneView(tombstone.Job, tombstone.Name, tombstone.Manager, tombstone.DeletedBy, tombstone.Deleted)
            : null;

    public async Task<IReadOnlyList<JobTypeView>> JobTypesAsync(CancellationToken cancellation = default) =>
        [.. (await compiler.TypesAsync(cancellation)).Select(type => new JobTypeView(type.Name, JsonSerializer.Serialize(type)))];

    public async Task<CheckResult> CheckAsync(SubmitJob job, CancellationToken cancellation = default) =>
        await JobSubmission.CompileAsync(JobId.Create(time.GetUtcNow()), job, tags, compiler, time, cancellation) switch
        {
            CompileResult.Rejected rejected => new CheckResult(TypeChanged: false, rejected.Problems),
            CompileResult.TypeChanged => new CheckResult(TypeChanged: true, []),
            _ => new CheckResult(TypeChanged: false, []),
        };
}
