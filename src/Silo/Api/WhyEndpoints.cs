using Flamenco.Contracts;
using Flamenco.Contracts.Server;
using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Jobs;
using Flamenco.Http.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Flamenco.Silo.Api;

/// <summary>Why something runs, or does not: the scheduler's own reason.</summary>
internal static class WhyEndpoints
{
    public static void MapWhy(this RouteGroupBuilder api)
    {
        api.MapGet("/jobs/{id}/why", JobAsync).WithTags("Jobs").WithSummary("Why the job goes on, or does not.").Produces<Why>();
        api.MapGet("/tasks/{id}/why", TaskAsync).WithTags("Tasks").WithSummary("Why the task runs, or does not.").Produces<Why>();
        api.MapGet("/workers/{id}/why", WorkerAsync).WithTags("Workers").WithSummary("Why the Worker runs something, or nothing, and what it would get next.").Produces<Why>();
    }

    private static async Task<Results<Ok<Why>, JsonHttpResult<Problem>>> JobAsync(
        Guid id, IGrainFactory grains, HttpContext context, CancellationToken cancellation) =>
        await JobEndpoints.FindAsync(id, grains, context, cancellation) is { } job && await grains.Job(job.Id).WhyAsync(task: null, cancellation) is { } why
            ? TypedResults.Ok(ToWhy(why))
            : await JobEndpoints.NoSuchJobAsync(id, grains, context);

    private static async Task<Results<Ok<Why>, JsonHttpResult<Problem>>> TaskAsync(
        Guid id, IGrainFactory grains, HttpContext context, CancellationToken cancellation) =>
        TaskId.From(id) is { } task
        && await JobEndpoints.FindAsync(task.Job.Value, grains, context, cancellation) is not null
        && await grains.Job(task.Job).WhyAsync(task.Number, cancellation) is { } why
            ? TypedResults.Ok(ToWhy(why))
            : await TaskEndpoints.NoSuchTaskAsync(id, grains, context);

    private static async Task<Results<Ok<Why>, JsonHttpResult<Problem>>> WorkerAsync(
        Guid id, IGrainFactory grains, HttpContext context, CancellationToken cancellation) =>
        await WorkerEndpoints.FindAsync(id, grains, context, cancellation) is { } worker
        && await grains.Manager(worker.Manager).WhyAsync(worker.Id, cancellation) is { } why
            ? TypedResults.Ok(ToWhy(why))
            : WorkerEndpoints.NoSuchWorker(id);

    private static Why ToWhy(WhyView why) => new()
    {
        Code = why.Code,
        Words = why.Words,
        Tasks = [.. why.Tasks.Select(task => task.Value)],
        Workers = [.. why.Workers.Select(worker => worker.Value)],
        Jobs = [.. why.Jobs.Select(job => job.Value)],
        Before = why.Before,
    };
}
