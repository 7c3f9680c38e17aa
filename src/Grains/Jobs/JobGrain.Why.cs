using Flamenco.Domain.Identity;
using Flamenco.Domain.Scheduling;
using Flamenco.Domain.Scheduling.Why;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Jobs;

namespace Flamenco.Grains.Jobs;

/// <summary>Says why its tasks run or do not: from what it would hand out.</summary>
internal sealed partial class JobGrain
{
    public async Task<WhyView?> WhyAsync(uint? task, CancellationToken cancellation = default)
    {
        if (_cache is not { } cache || (task is { } asked && cache.Table.Find(asked) is null))
        {
            ForgetUnknown();
            return null;
        }

        var all = await workers.ListAsync(cache.Job.Manager, cancellation);
        var busy = await workers.BusyAsync(cache.Job.Manager, cancellation);
        List<WorkerSituation> situations = [.. all.Select(worker => new WorkerSituation(worker.Profile, worker.Name, worker.State, busy.Contains(worker.Id)))];
        var job = new JobSituation(Id, cache.Job.Status, cache.Job.SweepKind, await TagNameAsync(cache.Job.WorkerTag, cancellation));
        return task is { } number
            ? WhyViews.From(await WithWorkerAsync(WhyTask.Explain(job, cache.Table, number, situations), number, cancellation))
            : WhyViews.From(WhyJob.Explain(job, cache.Table, situations));
    }

    public Task<TaskId?> NextAsync(NextFor worker, CancellationToken cancellation = default)
    {
        var profile = new WorkerProfile(worker.Worker, worker.TaskTypes, worker.Tags);
        return Task.FromResult(_cache?.Next(profile) is { } next ? Id.Task(next.Number) : (TaskId?)null);
    }

    /// <summary>Names the Worker that runs it, or may still run it; the job itself does not know.</summary>
    private async Task<Reason> WithWorkerAsync(Reason reason, uint number, CancellationToken cancellation) =>
        reason.Code is WhyCode.Running or WhyCode.Held
        && await GrainFactory.Task(Id.Task(number)).GetAsync(cancellation) is { Worker: { } worker }
            ? reason with { Words = $"{reason.Words}: {worker.Name}", Workers = [worker.Id] }
            : reason;

    private async Task<string?> TagNameAsync(string? tag, CancellationToken cancellation) =>
        Guid.TryParse(tag, out var id) ? (await tags.FindAsync(new TagId(id), cancellation))?.Name : null;
}
