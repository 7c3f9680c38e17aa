using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces.Access;
using Flamenco.Grains.Interfaces.Farm;
using Flamenco.Grains.Interfaces.Jobs;
using Flamenco.Grains.Interfaces.Managers;
using Flamenco.Grains.Interfaces.Tags;
using Flamenco.Grains.Interfaces.Tasks;
using Flamenco.Grains.Interfaces.Workers;

namespace Flamenco.Grains.Interfaces;

/// <summary>Which key a grain has: the only place that knows.</summary>
public static class GrainKeys
{
    public static IJobGrain Job(this IGrainFactory grains, JobId job) => grains.GetGrain<IJobGrain>(job.Value);

    public static ITaskGrain Task(this IGrainFactory grains, TaskId task) => grains.GetGrain<ITaskGrain>(task.Value);

    public static IWorkerGrain Worker(this IGrainFactory grains, WorkerId worker) => grains.GetGrain<IWorkerGrain>(worker.Value);

    public static IManagerGrain Manager(this IGrainFactory grains, ManagerId manager) => grains.GetGrain<IManagerGrain>(manager.Value);

    public static ITagsGrain Tags(this IGrainFactory grains, ManagerId manager) => grains.GetGrain<ITagsGrain>(manager.Value);

    public static IAccessGrain Access(this IGrainFactory grains) => grains.GetGrain<IAccessGrain>(0);

    public static IFarmGrain Farm(this IGrainFactory grains) => grains.GetGrain<IFarmGrain>(0);
}
