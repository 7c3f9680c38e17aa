using Flamenco.Contracts;
using Flamenco.Contracts.Server;
using Flamenco.Contracts.Site;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
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
    private const int LongestKey = 255;

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
        MapCommand(jobs, "cancel", JobCommand.Cancel, "Cancels a job: no further task of it is handed out, running ones are stopped.");
        MapCommand(jobs, "pause", JobCommand.Pause, "Pauses a job: running tasks go on, no further one is handed out.");
        MapCommand(jobs, "resume", JobCommand.Resume, "Goes on with a paused job.");
        jobs.MapPost("/{id}/requeue", RequeueAsync).RequireAuthorization(Policies.Artist)
            .WithSummary("Queues tasks of a job again: what=all, unfinished or failed.").Produces<Job>();
    }

    private static void MapCommand(RouteGroupBuilder jobs, string name, JobCommand command, string summary) => jobs
        .MapPost($"/{{id}}/{name}", (Guid id, IGrainFactory grains, HttpContext context) => CommandAsync(id, command, grains, context))
        .RequireAuthorization(Policies.Artist)
        .WithSummary(summary)
        .Produces<Job>();

    private static async Task<Results<Created<Job>, Ok<Job>, JsonHttpResult<Problem>>> SubmitAsync(
        SubmittedJob job,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        IGrainFactory grains,
        TimeProvider time,
        HttpContext context,
        CancellationToken cancellation)
    {
        if (idempotencyKey is { Length: 0 or > LongestKey } || idempotencyKey?.All(IsVisibleAscii) is false)
        {
            return Problems.Answer(
                StatusCodes.Status400BadRequest, "bad-idempotency-key", $"the Idempotency-Key must be 1 to {LongestKey} visible ASCII characters");
        }

        var problems = JobTranslation.ShapeProblems(job);
        if (problems.Count > 0)
            return Problems.Answer(StatusCodes.Status422UnprocessableEntity, "bad-job", string.Join("; ", problems), problems);
        if (await SiteAsync(job, grains, context, cancellation) is not { } manager)
            return Problems.Answer(StatusCodes.Status422UnprocessableEntity, "unknown-manager", "name in \"manager\" one of the Managers of GET /api/v1/managers");

        var id = JobId.Create(time.GetUtcNow());
        var result = await grains.Job(id).SubmitAsync(job.ToSubmit(manager, Caller.ActorOf(context), idempotencyKey), cancellation);
        return result switch
        {
            SubmitResult.Submitted submitted => TypedResults.Created($"/api/v1/jobs/{submitted.Job.Id}", submitted.Job.ToServerJob()),
            SubmitResult.Rejected rejected => Problems.Answer(
                StatusCodes.Status422UnprocessableEntity, "bad-settings", string.Join("; ", rejected.Problems), rejected.Problems),
            SubmitResult.TypeChanged changed => Problems.Answer(
                StatusCodes.Status412PreconditionFailed, "type-changed", $"the job type {changed.Type} has changed since you looked at it; refresh and submit again"),
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
        await FindAsync(id, grains, context, cancellation) is { } job ? TypedResults.Ok(job.ToServerJob()) : NoSuchJob(id);

    private static async Task<Results<Ok<TaskPage>, JsonHttpResult<Problem>>> TasksAsync(
        Guid id, IGrainFactory grains, HttpContext context, CancellationToken cancellation, int limit = MostTasks, uint after = 0)
    {
        if (limit is < 1 or > MostTasks)
            return Problems.Answer(StatusCodes.Status400BadRequest, "bad-limit", $"limit is {limit}; it must be 1 to {MostTasks}");
        if (await FindAsync(id, grains, context, cancellation) is not { } job)
            return NoSuchJob(id);

        var answer = await grains.Farm().TasksAsync(new TasksQuery(job.Id, limit, after), cancellation);
        return TypedResults.Ok(new TaskPage { Tasks = [.. answer.Tasks.Select(task => task.ToSummary())], Next = answer.Next?.ToString() });
    }

    private static async Task<Results<Ok<OperationLogPage>, JsonHttpResult<Problem>>> LogAsync(
        Guid id, IGrainFactory grains, HttpContext context, CancellationToken cancellation)
    {
        if (await FindAsync(id, grains, context, cancellation) is not { } job)
            return NoSuchJob(id);

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

    private static Task<Results<Ok<Job>, JsonHttpResult<Problem>>> RequeueAsync(
        Guid id, IGrainFactory grains, HttpContext context, string what = "unfinished") => what switch
    {
        "all" => CommandAsync(id, JobCommand.RequeueAll, grains, context),
        "unfinished" => CommandAsync(id, JobCommand.RequeueUnfinished, grains, context),
        "failed" => CommandAsync(id, JobCommand.RequeueFailed, grains, context),
        _ => Task.FromResult<Results<Ok<Job>, JsonHttpResult<Problem>>>(Problems.Answer(
            StatusCodes.Status400BadRequest, "bad-requeue", "what must be all, unfinished or failed")),
    };

    private static async Task<Results<Ok<Job>, JsonHttpResult<Problem>>> CommandAsync(
        Guid id, JobCommand command, IGrainFactory grains, HttpContext context)
    {
        if (await FindAsync(id, grains, context, context.RequestAborted) is not { Id: var job })
            return NoSuchJob(id);

        var request = new CommandJob { Command = command, Reason = "", Actor = Caller.ActorOf(context) };
        var result = await grains.Job(job).CommandAsync(request, context.RequestAborted);
        return result.Verdict switch
        {
            CommandVerdict.NotFound => NoSuchJob(id),
            CommandVerdict.Refused => Problems.Answer(StatusCodes.Status409Conflict, "bad-status", result.Reason),
            CommandVerdict.Forbidden => Problems.Answer(StatusCodes.Status403Forbidden, "forbidden", result.Reason),
            _ => await GetAsync(id, grains, context, context.RequestAborted),
        };
    }

    /// <summary>The job, if there is one and the caller's site may know of it.</summary>
    private static async Task<JobView?> FindAsync(Guid id, IGrainFactory grains, HttpContext context, CancellationToken cancellation) =>
        JobId.From(id) is { } job && await grains.Job(job).GetAsync(cancellation) is { } view && Caller.Of(context).MaySee(view.Manager) ? view : null;

    /// <summary>The site that is to do the job: the one named, if the token is for it, else the one that the token is for, else the only one there is.</summary>
    private static async Task<ManagerId?> SiteAsync(SubmittedJob job, IGrainFactory grains, HttpContext context, CancellationToken cancellation)
    {
        var managers = await grains.Farm().ManagersAsync(cancellation);
        if ((job.Manager ?? Caller.Of(context).Manager?.Value) is { } named)
            return managers.Any(manager => manager.Id.Value == named) && Caller.Of(context).MaySee(new ManagerId(named)) ? new ManagerId(named) : null;
        return managers.Count == 1 ? managers[0].Id : null;
    }

    private static bool IsVisibleAscii(char character) => character is > ' ' and < '\x7f';

    private static JsonHttpResult<Problem> NoSuchJob(Guid id) =>
        Problems.Answer(StatusCodes.Status404NotFound, "no-such-job", $"there is no job {id}");
}
