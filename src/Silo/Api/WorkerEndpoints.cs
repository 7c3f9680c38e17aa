using Flamenco.Contracts;
using Flamenco.Contracts.Server;
using Flamenco.Contracts.Site;
using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Workers;
using Flamenco.Http.Hosting;
using Flamenco.Http.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Flamenco.Silo.Api;

/// <summary>Workers.</summary>
internal static class WorkerEndpoints
{
    public static void MapWorkers(this RouteGroupBuilder api)
    {
        var workers = api.MapGroup("/workers").WithTags("Workers");
        workers.MapGet("/", ListAsync).WithSummary("All Workers, by name.").Produces<WorkerPage>();
        workers.MapGet("/{id}", GetAsync).WithSummary("One Worker, answered by its grain, with the attempts that it holds.").Produces<Worker>();
    }

    private static async Task<Ok<WorkerPage>> ListAsync(IGrainFactory grains, HttpContext context, CancellationToken cancellation)
    {
        var workers = await grains.Farm().WorkersAsync(Caller.Of(context).Manager, cancellation);
        return TypedResults.Ok(new WorkerPage { Workers = [.. workers.Select(worker => ToWorker(worker))] });
    }

    private static async Task<Results<Ok<Worker>, JsonHttpResult<Problem>>> GetAsync(
        Guid id, IGrainFactory grains, HttpContext context, CancellationToken cancellation)
    {
        if (await FindAsync(id, grains, context, cancellation) is not { } worker)
            return NoSuchWorker(id);

        return TypedResults.Ok(ToWorker(worker) with
        {
            Attempts = [.. worker.Attempts.Select(attempt => new AttemptRef { Task = attempt.Task.Value, Attempt = attempt.Attempt })],
        });
    }

    /// <summary>The Worker, if there is one that has signed on and the caller's site may know of it.</summary>
    public static async Task<WorkerView?> FindAsync(Guid id, IGrainFactory grains, HttpContext context, CancellationToken cancellation) =>
        await grains.Worker(new WorkerId(id)).GetAsync(cancellation) is { Status.Length: > 0 } worker && Caller.Of(context).MaySee(worker.Manager)
            ? worker
            : null;

    public static JsonHttpResult<Problem> NoSuchWorker(Guid id) =>
        Problems.Answer(StatusCodes.Status404NotFound, "no-such-worker", $"there is no Worker {id}");

    private static Worker ToWorker(WorkerView worker) => new()
    {
        Id = worker.Id.Value,
        Name = worker.Name,
        Status = worker.Status,
        Manager = worker.Manager.Value,
        Platform = worker.Platform,
        Address = worker.Address,
        Version = worker.Software,
        SupportedTaskTypes = worker.TaskTypes,
        Tags = [.. worker.Tags.Select(tag => tag.Value)],
        Registered = worker.Registered,
        LastSeen = worker.LastSeen,
    };
}
