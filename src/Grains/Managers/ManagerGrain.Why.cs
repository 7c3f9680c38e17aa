using Flamenco.Domain.Identity;
using Flamenco.Domain.Scheduling;
using Flamenco.Domain.Scheduling.Why;
using Flamenco.Domain.Workers;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Jobs;
using Flamenco.Grains.Jobs;

namespace Flamenco.Grains.Managers;

/// <summary>Says why a Worker runs something, or nothing: by asking the same jobs in the same order as if it had asked.</summary>
internal sealed partial class ManagerGrain
{
    private const int MostJobsAsked = 50;

    public async Task<WhyView?> WhyAsync(WorkerId worker, CancellationToken cancellation = default)
    {
        if (await GrainFactory.Worker(worker).GetAsync(cancellation) is not { } view || view.Manager != Id)
            return null;

        var profile = new WorkerProfile(worker, view.TaskTypes, [.. view.Tags.Select(tag => tag.ToString())]);
        var state = new WorkerState(WorkerStatuses.Parse(view.Status) ?? WorkerStatus.Registered, WorkerStatuses.Parse(view.StatusRequested));
        var running = view.Attempts.Select(attempt => attempt.Task).ToList();
        return WhyViews.From(
            WhyWorker.Stands(new WorkerSituation(profile, view.Name, state), running) ?? await WouldGetAsync(profile, cancellation));
    }

    private async Task<Reason> WouldGetAsync(WorkerProfile worker, CancellationToken cancellation)
    {
        var asked = new HashSet<JobId>();
        while (asked.Count < MostJobsAsked && _offers.Best(worker, asked) is { } job)
        {
            asked.Add(job);
            if (await GrainFactory.Job(job).NextAsync(new NextFor(worker.Id, worker.TaskTypes, worker.Tags), cancellation) is { } next)
                return WhyWorker.Free(next, [.. asked], worker);
        }

        return WhyWorker.Free(next: null, [.. asked], worker);
    }
}
