using Flamenco.Contracts;
using Flamenco.Contracts.Server;
using Flamenco.Contracts.Site;
using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Farm;
using Flamenco.Grains.Interfaces.Jobs;
using Flamenco.Http.Hosting;
using Flamenco.Http.Security;
using Flamenco.Http.Translation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Flamenco.Silo.Api;

/// <summary>Jobs: submit, look, command.</summary>
internal static class JobEndpoints
{
    private const int DefaultPage = 100;
    private const int MostJobs = 1_000;
    private const int MostTasks = 100_000;

    public static void MapJobs(this RouteGroupBuilder api)
    {
        var jobs = api.MapGroup("/jobs").WithTags("Jobs");
        jobs.MapPost("/", SubmitAsync).RequireAuthorization(Policies.Artist)
            .WithSummary("Submits a job. With an Idempotency-Key, repeating the request gives the first answer.")
            .Produces<Job>(StatusCodes.Status201Created).Produces<Problem>(StatusCodes.Status422UnprocessableEntity);
        jobs.MapGet("/", ListAsync).WithSummary("Jobs, newest first.").Produces<JobPage>();
        jobs.MapGet("/{id}", GetAsync).WithSummary("One job, answered by its grain.").Produces<Job>();
        jobs.MapGet("/{id}/tasks", TasksAsync).WithSummary("The tasks of a job, in order.").Produces<TaskPage>();
        jobs.MapGet("/{id}/log", LogAsync).WithSummary("The job's operation log, oldest first.").Produces<OperationLogPage>();
    }

    private static async Task<Results<Created<Job>, Ok<Job>, JsonHttpResult<Problem>>> SubmitAsync(
        SubmittedJob job,
        [FromHeader(Name = IdempotencyKey.Header)] string? idempotencyKey,
        IGrainFactory grains,
        TimeProvider time,
        HttpContext context,
        CancellationToken cancellation)
    {
        if (!IdempotencyKey.TryRead(context.Request, out _))
            return CommandAnswers.BadKey();

        var problems = JobTranslation.ShapeProblems(job);
        if (problems.Count > 0)
            return Problems.Answer(StatusCodes.Status422UnprocessableEntity, "bad-job", string.Join("; ", problems), problems);
        if (await SiteAsync(job.Manager, grains, context, cancellation) is not { } manager)
            return NoSuchSite();

        var id = JobId.Create(time.GetUtcNow());
        var result = await grains.Job(id).SubmitAsync(job.ToSubmit(manager, Caller.ActorOf(context), idempotencyKey), cancellation);
        return result switch
        {
            SubmitResult.Submitted submitted => TypedResults.Created($"/api/v1/jobs/{submitted.Job.Id}", submitted.Job.ToServerJob()),
            SubmitResult.Rejected rejected => Problems.Answer(
                StatusCodes.Status422UnprocessableEntity, "bad-settings", string.Join("; ", rejected.Problems), rejected.Problems),
            SubmitResult.TypeChanged changed => Problems.Answer(
                StatusCodes.Status412PreconditionFailed, "type-changed", $"the job type {changed.Type} has changed since you looked at it; refresh and submit again"),
            SubmitResult.Deleted => Problems.Answer(
                StatusCodes.Status410Gone, "job-deleted", "the job that was submitted with this Idempotency-Key has been deleted; choose a new key"),
            _ => Problems.Answer(
                StatusCodes.Status422UnprocessableEntity, "key-reused", "this Idempotency-Key was used for another job; choose a new one"),
        };
    }

    private static async Task<Results<Ok<JobPage>, JsonHttpResult<Problem>>> ListAsync(
        IGrainFactory grains, HttpContext context, CancellationToken cancellation, int limit = DefaultPage, Guid? after = null)
    {
        if (limit is < 1 or > MostJobs)
            return Problems.Answer(StatusCodes.Status400BadRequest, "bad-limit", $"limit is {limit}; it must be 1 to {MostJobs}");

        if (after is { } cursor && JobId.From(cursor) is null)
            return Problems.Answer(StatusCodes.Status400BadRequest, "bad-cursor", "after is not the \"next\" of an earlier page");

        var query = new JobsQuery(limit, after is { } id ? JobId.From(id) : null, Caller.Of(context).Manager);
        var answer = await grains.Farm().JobsAsync(query, cancellation);
        return TypedResults.Ok(new JobPage { Jobs = [.. answer.Jobs.Select(job => job.ToServerJob())], Next = answer.Next?.ToString() });
    }

    private static async Task<Results<Ok<Job>, JsonHttpResult<Problem>>> GetAsync(
        Guid id, IGrainFactory grains, HttpContext context, CancellationToken cancellation) =>
        await FindAsync(id, grains, context, cancellation) is { } job ? TypedResults.Ok(job.ToServerJob()) : await NoSuchJobAsync(id, grains, context);

    private static async Task<Results<Ok<TaskPage>, JsonHttpResult<Problem>>> TasksAsync(
        Guid id, IGrainFactory grains, HttpContext context, CancellationToken cancellation, int limit = MostTasks, uint after = 0)
    {
        if (limit is < 1 or > MostTasks)
            return Problems.Answer(StatusCodes.Status400BadRequest, "bad-limit", $"limit is {limit}; it must be 1 to {MostTasks}");
        if (await FindAsync(id, grains, context, cancellation) is not { } job)
            return await NoSuchJobAsync(id, grains, context);

        var answer = await grains.Farm().TasksAsync(new TasksQuery(job.Id, limit, after), cancellation);
        return TypedResults.Ok(new TaskPage { Tasks = [.. answer.Tasks.Select(task => task.ToSummary())], Next = answer.Next?.ToString() });
    }

    private static async Task<Results<Ok<OperationLogPage>, JsonHttpResult<Problem>>> LogAsync(
        Guid id, IGrainFactory grains, HttpContext context, CancellationToken cancellation)
    {
        if (await FindAsync(id, grains, context, cancellation) is not { } job)
            return await NoSuchJobAsync(id, grains, context);

        var operations = await grains.Farm().OperationsAsync(job.Id, cancellation);
        return TypedResults.Ok(new OperationLogPage
        {
            Entries = [.. operations.Select(operation => new OperationLogEntry
            {
                Sequence = operation.Sequence,
                At = operation.At,
                Who = operation.Who,
                What = operation.What,
                Detail = operation.Detail,
            })],
        });
    }

    /// <summary>The job, if there is one and the caller's site may know of it.</summary>
    public static async Task<JobView?> FindAsync(Guid id, IGrainFactory grains, HttpContext context, CancellationToken cancellation) =>
        JobId.From(id) is { } job && await grains.Job(job).GetAsync(cancellation) is { } view && Caller.Of(context).MaySee(view.Manager) ? view : null;

    /// <summary>The site that is meant: the one named, if the token is for it, else the one that the token is for, else the only one there is.</summary>
    public static async Task<ManagerId?> SiteAsync(Guid? asked, IGrainFactory grains, HttpContext context, CancellationToken cancellation)
    {
        var managers = await grains.Farm().ManagersAsync(cancellation);
        if ((asked ?? Caller.Of(context).Manager?.Value) is { } named)
            return managers.Any(manager => manager.Id.Value == named) && Caller.Of(context).MaySee(new ManagerId(named)) ? new ManagerId(named) : null;
        return managers.Count == 1 ? managers[0].Id : null;
    }

    public static JsonHttpResult<Problem> NoSuchSite() => Problems.Answer(
        StatusCodes.Status422UnprocessableEntity, "unknown-manager", "name in \"manager\" one of the Managers of GET /api/v1/managers");

    /// <summary>The refusal for a job that is not there: one that was deleted says so.</summary>
    public static async Task<JsonHttpResult<Problem>> NoSuchJobAsync(Guid id, IGrainFactory grains, HttpContext context)
    {
        var tombstone = JobId.From(id) is { } job ? await grains.Farm().TombstoneAsync(job, context.RequestAborted) : null;
        return tombstone is not null && Caller.Of(context).MaySee(tombstone.Manager)
            ? Problems.Answer(StatusCodes.Status410Gone, "job-deleted", $"the job {id} was deleted by {tombstone.DeletedBy} at {tombstone.Deleted:u}")
            : Problems.Answer(StatusCodes.Status404NotFound, "no-such-job", $"there is no job {id}");
    }
}
