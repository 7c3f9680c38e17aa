using Flamenco.Contracts;
using Flamenco.Contracts.Site;
using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces;
using Flamenco.Http.Hosting;
using Flamenco.Http.Security;
using Flamenco.Http.Translation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Flamenco.Silo.Api;

/// <summary>Single tasks, answered by their grains.</summary>
internal static class TaskEndpoints
{
    public static void MapTasks(this RouteGroupBuilder api) => api
        .MapGet("/tasks/{id}", GetAsync)
        .WithTags("Tasks")
        .WithSummary("One task, answered by its grain, with its commands and attempts.")
        .Produces<RenderTask>();

    private static async Task<Results<Ok<RenderTask>, JsonHttpResult<Problem>>> GetAsync(
        Guid id, IGrainFactory grains, HttpContext context, CancellationToken cancellation) =>
        TaskId.From(id) is { } task
        && await grains.Task(task).GetAsync(cancellation) is { } view
        && await MaySeeAsync(Caller.Of(context), task.Job, grains, cancellation)
            ? TypedResults.Ok(view.ToRenderTask())
            : Problems.Answer(StatusCodes.Status404NotFound, "no-such-task", $"there is no task {id}");

    private static async Task<bool> MaySeeAsync(Caller caller, JobId job, IGrainFactory grains, CancellationToken cancellation) =>
        caller.Manager is null || (await grains.Job(job).GetAsync(cancellation) is { } view && caller.MaySee(view.Manager));
}
