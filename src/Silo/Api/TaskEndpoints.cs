using Flamenco.Contracts;
using Flamenco.Contracts.Site;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Tasks;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Tasks;
using Flamenco.Http.Hosting;
using Flamenco.Http.Security;
using Flamenco.Http.Translation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Flamenco.Silo.Api;

/// <summary>Single tasks, answered by their grains.</summary>
internal static class TaskEndpoints
{
    public static void MapTasks(this RouteGroupBuilder api)
    {
        var task = api.MapGroup("/tasks/{id}").WithTags("Tasks");
        task.MapGet("/", GetAsync).WithSummary("One task, answered by its grain, with its commands and attempts.").Produces<RenderTask>();
        MapCommand(task, "cancel", SingleTaskCommand.Cancel, "Cancels one task; if it runs, it is stopped.");
        MapCommand(task, "requeue", SingleTaskCommand.Requeue, "Queues one task again; if it runs, it is stopped first. A job that had ended goes on.");
    }

    private static void MapCommand(RouteGroupBuilder task, string name, SingleTaskCommand command, string summary) => task
        .MapPost($"/{name}", (Guid id, IGrainFactory grains, HttpContext context) => CommandAsync(id, command, grains, context))
        .RequireAuthorization(Policies.Artist)
        .WithSummary(summary)
        .Produces<RenderTask>();

    private static async Task<Results<Ok<RenderTask>, JsonHttpResult<Problem>>> GetAsync(Guid id, IGrainFactory grains, HttpContext context) =>
        await FindAsync(id, grains, context) is { } task ? TypedResults.Ok(task.ToRenderTask()) : await NoSuchTaskAsync(id, grains, context);

    private static async Task<Results<Ok<RenderTask>, JsonHttpResult<Problem>>> CommandAsync(
        Guid id, SingleTaskCommand command, IGrainFactory grains, HttpContext context)
    {
        if (!IdempotencyKey.TryRead(context.Request, out var key))
            return CommandAnswers.BadKey();
        if (await FindAsync(id, grains, context) is not { } task)
            return await NoSuchTaskAsync(id, grains, context);

        var result = await grains.Task(task.Id).CommandAsync(
            new CommandTask { Command = command, Reason = "", Actor = Caller.ActorOf(context), IdempotencyKey = key }, context.RequestAborted);
        return result.Refusal() is { } refusal ? refusal : await GetAsync(id, grains, context);
    }

    /// <summary>The task, if there is one and the caller's site may know of it.</summary>
    private static async Task<TaskView?> FindAsync(Guid id, IGrainFactory grains, HttpContext context) =>
        TaskId.From(id) is { } task
        && await grains.Task(task).GetAsync(context.RequestAborted) is { } view
        && await MaySeeAsync(Caller.Of(context), task.Job, grains, context.RequestAborted)
            ? view
            : null;

    private static async Task<bool> MaySeeAsync(Caller caller, JobId job, IGrainFactory grains, CancellationToken cancellation) =>
        caller.Manager is null || (await grains.Job(job).GetAsync(cancellation) is { } view && caller.MaySee(view.Manager));

    /// <summary>The refusal for a task that is not there: one whose job was deleted says so.</summary>
    public static async Task<JsonHttpResult<Problem>> NoSuchTaskAsync(Guid id, IGrainFactory grains, HttpContext context)
    {
        var tombstone = TaskId.From(id) is { } task ? await grains.Farm().TombstoneAsync(task.Job, context.RequestAborted) : null;
        return tombstone is not null && Caller.Of(context).MaySee(tombstone.Manager)
            ? Problems.Answer(StatusCodes.Status410Gone, "job-deleted", $"the job of task {id} was deleted by {tombstone.DeletedBy} at {tombstone.Deleted:u}")
            : Problems.Answer(StatusCodes.Status404NotFound, "no-such-task", $"there is no task {id}");
    }
}
