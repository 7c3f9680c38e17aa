using Flamenco.Contracts.Server;
using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Jobs;
using Flamenco.Http.Hosting;
using Flamenco.Http.Security;
using Flamenco.Http.Translation;
using Flamenco.ManagerGateway.Link;
using Microsoft.AspNetCore.Mvc;

namespace Flamenco.ManagerGateway.Api;

/// <summary>Workers that get no more tasks of some types of a job, as Flamenco 3 shows and edits them.</summary>
internal static class BlocklistRoutes
{
    private const int MostEntries = 1_000;

    public static void MapBlocklists(this RouteGroupBuilder api)
    {
        api.MapGet("/jobs/{id}/blocklist", GetAsync);
        api.MapDelete("/jobs/{id}/blocklist", RemoveAsync).RequireAuthorization(Policies.Artist);
    }

    private static async Task<IResult> GetAsync(Guid id, IGrainFactory grains, Site site, CancellationToken cancellation)
    {
        // An unknown job has none: so Flamenco 3 answers, and so its clients expect it.
        IReadOnlyList<JobBlocklistEntry> entries = await JobRoutes.FindAsync(id, grains, site, cancellation) is { } job
            ? [.. (await grains.Farm().BlocklistAsync(job.Id, cancellation)).Select(Entry)]
            : [];
        return TypedResults.Ok(entries);
    }

    private static async Task<IResult> RemoveAsync(
        Guid id,
        [FromBody] IReadOnlyList<JobBlocklistEntry?> entries,
        IGrainFactory grains,
        Site site,
        HttpContext context,
        CancellationToken cancellation)
    {
        if (!IdempotencyKey.TryRead(context.Request, out var key))
            return CommandAnswers.BadKey();

        var named = entries.OfType<JobBlocklistEntry>().ToList();
        if (named.Count is 0 or > MostEntries || named.Count < entries.Count)
        {
            return Problems.SiteAnswer(
                StatusCodes.Status400BadRequest, "bad-blocklist", $"name 1 to {MostEntries} entries to remove, each with worker_id and task_type");
        }

        if (await JobRoutes.FindAsync(id, grains, site, cancellation) is not { } job)
            return await NotHere.JobAsync(id, grains, site, cancellation);

        var request = new UnblockWorkers
        {
            Entries = [.. named.Select(entry => new BlockedWorker(new WorkerId(entry.WorkerId), entry.TaskType, WorkerName: ""))],
            Actor = Caller.ActorOf(context),
            IdempotencyKey = key,
        };
        var result = await grains.Job(job.Id).UnblockAsync(request, cancellation);
        return await result.AnswerAsync(() => NotHere.JobAsync(id, grains, site, cancellation));
    }

    private static JobBlocklistEntry Entry(BlockedWorker blocked) => new()
    {
        WorkerId = blocked.Worker.Value,
        TaskType = blocked.TaskType,
        WorkerName = blocked.WorkerName,
    };
}
