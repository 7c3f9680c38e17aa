using Flamenco.Contracts;
using Flamenco.Contracts.Server;
using Flamenco.Contracts.Site;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Jobs;
using Flamenco.Http.Hosting;
using Flamenco.Http.Security;
using Flamenco.Http.Translation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Flamenco.Silo.Api;

/// <summary>What people ask of a whole job. Accepted is durable; its tasks follow in the background.</summary>
internal static class JobCommandEndpoints
{
    private const int HighestPriority = 100;

    public static void MapJobCommands(this RouteGroupBuilder api)
    {
        var job = api.MapGroup("/jobs/{id}").WithTags("Jobs");
        MapCommand(job, "cancel", JobCommand.Cancel, "Cancels a job: no further task of it is handed out, running ones are stopped.");
        MapCommand(job, "pause", JobCommand.Pause, "Pauses a job: running tasks go on, no further one is handed out.");
        MapCommand(job, "resume", JobCommand.Resume, "Goes on with a paused job.");
        job.MapPost("/requeue", RequeueAsync).RequireAuthorization(Policies.Artist)
            .WithSummary("Queues tasks of a job again: what=all, unfinished or failed. Without it: all of a completed job, else what is unfinished.").Produces<Job>();
        job.MapPost("/priority", PrioritizeAsync).RequireAuthorization(Policies.Artist)
            .WithSummary("Gives a job another priority: 0 to 100, higher first.").Produces<Job>();
        job.MapGet("/deletion", PreviewAsync)
            .WithSummary("What deleting the job would remove, and what it would leave.").Produces<JobDeletion>();
        job.MapDelete("/", DeleteAsync).RequireAuthorization(Policies.Artist)
            .WithSummary("Deletes a job with its tasks and logs; what it rendered stays.").Produces(StatusCodes.Status204NoContent);
    }

    private static void MapCommand(RouteGroupBuilder job, string name, JobCommand command, string summary) => job
        .MapPost($"/{name}", (Guid id, IGrainFactory grains, HttpContext context) => CommandAsync(id, command, grains, context))
        .RequireAuthorization(Policies.Artist)
        .WithSummary(summary)
        .Produces<Job>();

    private static Task<Results<Ok<Job>, JsonHttpResult<Problem>>> RequeueAsync(
        Guid id, IGrainFactory grains, HttpContext context, string? what = null) => what switch
    {
        null => CommandAsync(id, JobCommand.Requeue, grains, context),
        "all" => CommandAsync(id, JobCommand.RequeueAll, grains, context),
        "unfinished" => CommandAsync(id, JobCommand.RequeueUnfinished, grains, context),
        "failed" => CommandAsync(id, JobCommand.RequeueFailed, grains, context),
        _ => Task.FromResult<Results<Ok<Job>, JsonHttpResult<Problem>>>(Problems.Answer(
            StatusCodes.Status400BadRequest, "bad-requeue", "what must be all, unfinished or failed, or be left out")),
    };

    private static Task<Results<Ok<Job>, JsonHttpResult<Problem>>> CommandAsync(
        Guid id, JobCommand command, IGrainFactory grains, HttpContext context) => JobAfterAsync(
        id,
        grains,
        context,
        (job, key) => job.CommandAsync(
            new CommandJob { Command = command, Reason = "", Actor = Caller.ActorOf(context), IdempotencyKey = key }, context.RequestAborted));

    private static async Task<Results<Ok<Job>, JsonHttpResult<Problem>>> PrioritizeAsync(
        Guid id, JobPriorityChange change, IGrainFactory grains, HttpContext context) =>
        change.Priority is < 0 or > HighestPriority
            ? Problems.Answer(StatusCodes.Status422UnprocessableEntity, "bad-priority", $"the priority is {change.Priority}; it must be 0 to {HighestPriority}")
            : await JobAfterAsync(
                id,
                grains,
                context,
                (job, key) => job.PrioritizeAsync(
                    new PrioritizeJob { Priority = change.Priority, Actor = Caller.ActorOf(context), IdempotencyKey = key }, context.RequestAborted));

    private static async Task<Results<Ok<JobDeletion>, JsonHttpResult<Problem>>> PreviewAsync(
        Guid id, IGrainFactory grains, HttpContext context, CancellationToken cancellation) =>
        await JobEndpoints.FindAsync(id, grains, context, cancellation) is { } job
            ? TypedResults.Ok(Preview(job))
            : await JobEndpoints.NoSuchJobAsync(id, grains, context);

    private static async Task<Results<NoContent, JsonHttpResult<Problem>>> DeleteAsync(Guid id, IGrainFactory grains, HttpContext context)
    {
        if (!IdempotencyKey.TryRead(context.Request, out var key))
            return CommandAnswers.BadKey();
        if (JobId.From(id) is not { } job)
            return await JobEndpoints.NoSuchJobAsync(id, grains, context);

        // Under a key it may have been done before: then the same answer is given, although the job is gone.
        var known = await grains.Job(job).GetAsync(context.RequestAborted);
        if (known is null ? key is null : !Caller.Of(context).MaySee(known.Manager))
            return await JobEndpoints.NoSuchJobAsync(id, grains, context);

        var result = await grains.Job(job).CommandAsync(
            new CommandJob { Command = JobCommand.Delete, Reason = "", Actor = Caller.ActorOf(context), IdempotencyKey = key }, context.RequestAborted);
        if (result.Verdict is CommandVerdict.NotFound)
            return await JobEndpoints.NoSuchJobAsync(id, grains, context);
        return result.Refusal() is { } refusal ? refusal : TypedResults.NoContent();
    }

    private static JobDeletion Preview(JobView job) => new()
    {
        Id = job.Id.Value,
        Name = job.Name,
        Tasks = job.TaskCounts.Values.Sum(),
        RunningTasks = job.TaskCounts.GetValueOrDefault(RenderTaskStatus.Active.Wire()),
        StepsCompleted = job.StepsCompleted,
        StepsTotal = job.StepsTotal,
        ShamanCheckout = false,
        Stays = ["what its tasks have written: frames, videos, caches", "the audit log", "a tombstone with its totals"],
    };

    /// <summary>The job after a command on it.</summary>
    public static async Task<Results<Ok<Job>, JsonHttpResult<Problem>>> JobAfterAsync(
        Guid id, IGrainFactory grains, HttpContext context, Func<IJobGrain, string?, Task<CommandResult>> command)
    {
        if (!IdempotencyKey.TryRead(context.Request, out var key))
            return CommandAnswers.BadKey();
        if (await JobEndpoints.FindAsync(id, grains, context, context.RequestAborted) is not { Id: var job })
            return await JobEndpoints.NoSuchJobAsync(id, grains, context);

        var result = await command(grains.Job(job), key);
        if (result.Refusal() is { } refusal)
            return refusal;
        return await JobEndpoints.FindAsync(id, grains, context, context.RequestAborted) is { } after
            ? TypedResults.Ok(after.ToServerJob())
            : await JobEndpoints.NoSuchJobAsync(id, grains, context);
    }
}
