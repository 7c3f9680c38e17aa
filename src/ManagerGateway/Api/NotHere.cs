using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Farm;
using Flamenco.Http.Hosting;
using Flamenco.ManagerGateway.Link;

namespace Flamenco.ManagerGateway.Api;

/// <summary>The refusals for a job or a task that this site does not have: 410 for what was deleted, 404 for what it never knew.</summary>
internal static class NotHere
{
    public static async Task<IResult> JobAsync(Guid id, IGrainFactory grains, Site site, CancellationToken cancellation) =>
        JobId.From(id) is { } job && await TombstoneAsync(job, grains, site, cancellation) is { } tombstone
            ? Deleted($"the job {id}", tombstone)
            : Problems.SiteAnswer(StatusCodes.Status404NotFound, "no-such-job", $"there is no job {id}");

    public static async Task<IResult> TaskAsync(Guid id, IGrainFactory grains, Site site, CancellationToken cancellation) =>
        TaskId.From(id) is { } task && await TombstoneAsync(task.Job, grains, site, cancellation) is { } tombstone
            ? Deleted($"the job of task {id}", tombstone)
            : Problems.SiteAnswer(StatusCodes.Status404NotFound, "no-such-task", $"there is no task {id}");

    private static async Task<TombstoneView?> TombstoneAsync(JobId job, IGrainFactory grains, Site site, CancellationToken cancellation) =>
        await grains.Farm().TombstoneAsync(job, cancellation) is { } tombstone && tombstone.Manager == site.Id ? tombstone : null;

    private static IResult Deleted(string what, TombstoneView tombstone) => Problems.SiteAnswer(
        StatusCodes.Status410Gone, "job-deleted", $"{what} was deleted by {tombstone.DeletedBy} at {tombstone.Deleted:u}");
}
