using Flamenco.Contracts;
using Flamenco.Contracts.Server;
using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Jobs;
using Flamenco.Http.Hosting;
using Flamenco.Http.Security;
using Flamenco.Http.Translation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Flamenco.Silo.Api;

/// <summary>Which Workers a job no longer gives tasks of some types, and taking them from that list.</summary>
internal static class BlocklistEndpoints
{
    private const int MostEntries = 1_000;

    public static void MapBlocklists(this RouteGroupBuilder api)
    {
        var blocklist = api.MapGroup("/jobs/{id}/blocklist").WithTags("Jobs");
        blocklist.MapGet("/", GetAsync).WithSummary("Workers that get no more tasks of some types of the job.").Produces<JobBlocklist>();
        blocklist.MapDelete("/", RemoveAsync).RequireAuthorization(Policies.Artist)
            .WithSummary("Takes entries from the job's blocklist: those Workers get such tasks again.").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<Results<Ok<JobBlocklist>, JsonHttpResult<Problem>>> GetAsync(
        Guid id, IGrainFactory grains, HttpContext context, CancellationToken cancellation)
    {
        if (await JobEndpoints.FindAsync(id, grains, context, cancellation) is not { } job)
            return await JobEndpoints.NoSuchJobAsync(id, grains, context);

        var blocked = await grains.Farm().BlocklistAsync(job.Id, cancellation);
        return TypedResults.Ok(new JobBlocklist
        {
            Entries = [.. blocked.Select(entry => new JobBlocklistEntry
            {
                WorkerId = entry.Worker.Value, TaskType = entry.TaskType, WorkerName = entry.WorkerName,
            })],
        });
    }

    private static async Task<Results<NoContent, JsonHttpResult<Problem>>> RemoveAsync(
        Guid id, [FromBody] JobBlocklist entries, IGrainFactory grains, HttpContext context)
    {
        if (!IdempotencyKey.TryRead(context.Request, out var key))
            return CommandAnswers.BadKey();
        if (entries.Entries is not { Count: > 0 and <= MostEntries } || entries.Entries.Any(entry => entry is null))
            return Problems.Answer(
                StatusCodes.Status422UnprocessableEntity, "bad-blocklist", $"name 1 to {MostEntries} entries to remove, each with worker_id and task_type");
        if (await JobEndpoints.FindAsync(id, grains, context, context.RequestAborted) is not { } job)
            return await JobEndpoints.NoSuchJobAsync(id, grains, context);

        var result = await grains.Job(job.Id).UnblockAsync(
            new UnblockWorkers
            {
                Entries = [.. entries.Entries.Select(entry => new BlockedWorker(new WorkerId(entry.WorkerId), entry.TaskType, WorkerName: ""))],
                Actor = Caller.ActorOf(context),
                IdempotencyKey = key,
            },
            context.RequestAborted);
        if (result.Verdict is CommandVerdict.NotFound)
            return await JobEndpoints.NoSuchJobAsync(id, grains, context);
        return result.Refusal() is { } refusal ? refusal : TypedResults.NoContent();
    }
}
