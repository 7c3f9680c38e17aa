using Flamenco.Contracts.Site;
using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Managers;
using Flamenco.Grains.Interfaces.Tasks;
using Flamenco.Grains.Interfaces.Workers;
using Flamenco.Http.Hosting;
using Flamenco.Http.Security;
using Flamenco.ManagerGateway.Link;
using Flamenco.ManagerGateway.Waiting;
using Flamenco.SiteServices.Logs;
using Microsoft.AspNetCore.Mvc;

namespace Flamenco.ManagerGateway.Api;

/// <summary>Tasks as a Worker sees them: it asks for one, reports, streams its log, asks whether it may go on.</summary>
internal static class WorkerTasks
{
    private const int MostLogBytes = 4 * 1024 * 1024;
    private const int LongestActivity = 10_000;
    private const string RetryWhenFull = "10";

    public static void MapWorkerTasks(this RouteGroupBuilder worker)
    {
        worker.MapPost("/task", AskAsync);
        worker.MapPost("/task/{id}", UpdateAsync);
        worker.MapGet("/task/{id}/may-i-run", MayRunAsync);
        worker.MapPut("/task/{id}/log", LogAsync)
            .WithMetadata(new TakesBody("application/octet-stream"), new RequestSizeLimitAttribute(MostLogBytes));
    }

    private static async Task<IResult> AskAsync(
        [FromBody] TaskAsk? ask, TaskDispatch dispatch, HttpContext context, CancellationToken cancellation)
    {
        if (ask is not null && !IsAsk(ask))
            return Bad("an ask has a life and a number from 1, or neither, a slot from 0 to 1,000, and waits 0 to 60 seconds");
        if (Translation.Held(ask?.Attempts) is not { } attempts)
            return Bad("attempts names something that is no task");

        var caller = Caller.Of(context);
        var request = new AskTask
        {
            Worker = caller.Worker!.Value,
            Slot = ask?.Slot ?? 0,
            Life = ask?.Life ?? 0,
            Ask = ask?.Ask ?? 0,
            Attempts = attempts,
            Closed = Translation.Closed(ask?.Closed),
        };
        var result = await dispatch.AskAsync(request, TimeSpan.FromSeconds(ask?.WaitSeconds ?? 0), cancellation);
        return result.Verdict switch
        {
            AskVerdict.Assigned => TypedResults.Ok(dispatch.For(result.Task!, caller.Platform ?? "")),
            AskVerdict.StatusRequested => TypedResults.Json(
                new WorkerStateChange { StatusRequested = result.Status }, statusCode: StatusCodes.Status423Locked),
            AskVerdict.NotAwake => Problems.SiteAnswer(
                StatusCodes.Status409Conflict, "not-awake", $"the Worker is {result.Status}; only awake ones get tasks: report state-changed first"),
            _ => TypedResults.NoContent(),
        };
    }

    private static async Task<IResult> UpdateAsync(
        Guid id,
        TaskUpdate update,
        IGrainFactory grains,
        Site site,
        TaskNames names,
        AttemptHolders holders,
        TaskLogs logs,
        HttpContext context,
        CancellationToken cancellation)
    {
        if (update.TaskStatus is not (null or "active" or "completed" or "failed"))
            return Bad("taskStatus must be active, completed or failed");
        if (update.Attempt < 1 || update.StepsCompleted < 0)
            return Bad("attempt is a number from 1, steps_completed one from 0");

        var worker = Caller.Of(context).Worker!.Value;
        try
        {
            if (await names.FindAsync(id, cancellation) is not { } named)
                return await NotHere.TaskAsync(id, grains, site, cancellation);

            var (task, number) = (named.Task, update.Attempt ?? named.Attempt);
            if (update.Log is { Length: > 0 } text)
            {
                switch (await holders.AttemptAsync(task, worker, number, cancellation))
                {
                    case AttemptHolding.Of(var attempt):
                        if (await logs.AppendAsync(new TaskLog(task.Job.Value, task.Value, attempt), text, cancellation) is LogWritten.NoRoom)
                            return update.Attempt is null ? Broken(context) : NoRoom(context);
                        break;
                    case AttemptHolding.NoJob:
                        return await NotHere.TaskAsync(task.Value, grains, site, cancellation);
                    default:
                        return Stale();
                }
            }

            var report = new TaskReport
            {
                Worker = worker,
                Attempt = number,
                Status = update.TaskStatus,
                Activity = Shown(update.Activity),
                StepsCompleted = update.StepsCompleted,
            };
            return await grains.Task(task).ReportAsync(report, cancellation) switch
            {
                ReportResult.Accepted => TypedResults.NoContent(),
                ReportResult.Gone => await NotHere.TaskAsync(task.Value, grains, site, cancellation),
                _ => Stale(),
            };
        }
        catch (Exception exception) when (update.Attempt is null && exception is not OperationCanceledException)
        {
            // A Flamenco 3 Worker takes any answer for a delivery; only a broken connection makes it keep the result.
            return Broken(context);
        }
    }

    private static async Task<IResult> MayRunAsync(
        Guid id, IGrainFactory grains, TaskNames names, HttpContext context, CancellationToken cancellation, int? attempt = null)
    {
        var worker = Caller.Of(context).Worker!.Value;
        var requested = await grains.Worker(worker).RequestedStatusAsync(cancellation);
        var may = await names.FindAsync(id, cancellation) is { } named
            ? await grains.Task(named.Task).MayRunAsync(worker, attempt ?? named.Attempt, cancellation)
            : new MayRunResult(MayRun: false, "there is no such task");
        return TypedResults.Ok(new MayKeepRunning
        {
            MayRun = may.MayRun && requested is null,
            Reason = requested is null ? may.Reason : $"the Worker is asked to be {requested}",
            StatusChangeRequested = requested is not null,
        });
    }

    private static async Task<IResult> LogAsync(
        Guid id,
        int attempt,
        long offset,
        IGrainFactory grains,
        Site site,
        TaskNames names,
        AttemptHolders holders,
        TaskLogs logs,
        HttpContext context,
        CancellationToken cancellation)
    {
        if (await names.FindAsync(id, cancellation) is not { Task: var task })
            return await NotHere.TaskAsync(id, grains, site, cancellation);
        if (attempt < 1 || offset < 0)
            return Bad("attempt is a number from 1, offset one from 0");
        switch (await holders.AttemptAsync(task, Caller.Of(context).Worker!.Value, attempt, cancellation))
        {
            case AttemptHolding.NoJob:
                return await NotHere.TaskAsync(id, grains, site, cancellation);
            case AttemptHolding.OfAnother:
                return Stale();
        }

        using var chunk = new MemoryStream();
        await context.Request.Body.CopyToAsync(chunk, cancellation);
        var bytes = chunk.GetBuffer().AsMemory(0, (int)chunk.Length);
        return await logs.AppendAsync(new TaskLog(task.Job.Value, task.Value, attempt), offset, bytes, cancellation) switch
        {
            LogWritten.GoOnAt(var expected) => TypedResults.Json(new LogOffset { Offset = expected }, statusCode: StatusCodes.Status409Conflict),
            LogWritten.NoRoom => NoRoom(context),
            LogWritten.JobRemoved => await NotHere.TaskAsync(id, grains, site, cancellation),
            _ => TypedResults.NoContent(),
        };
    }

    /// <summary>Everything is optional, but a number without a life says nothing.</summary>
    private static bool IsAsk(TaskAsk ask) =>
        ask.Ask >= 0 && ask.Life >= 0 && ask.Ask > 0 == ask.Life > 0 && ask.Slot is >= 0 and <= 1_000 && ask.WaitSeconds is >= 0 and <= 60;

    private static string? Shown(string? activity)
    {
        if (activity is null)
            return null;
        var text = new string([.. activity.Where(c => c == '\n' || !char.IsControl(c))]);
        return text.Length > LongestActivity ? text[..LongestActivity] : text;
    }

    private static IResult Broken(HttpContext context)
    {
        context.Abort();
        return TypedResults.Empty;
    }

    private static IResult NoRoom(HttpContext context)
    {
        context.Response.Headers.RetryAfter = RetryWhenFull;
        return Problems.SiteAnswer(
            StatusCodes.Status507InsufficientStorage, "disk-full", "the Manager's disk is full: make room in its data folder; the Worker sends this log again by itself");
    }

    private static IResult Stale() => Problems.SiteAnswer(
        StatusCodes.Status409Conflict, "stale-attempt", "this attempt is not the Worker's, or has ended: stop its processes");

    private static IResult Bad(string detail) => Problems.SiteAnswer(StatusCodes.Status400BadRequest, "bad-request", detail);
}
