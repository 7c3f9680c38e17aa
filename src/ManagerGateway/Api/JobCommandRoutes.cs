using Flamenco.Contracts.Site;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Farm;
using Flamenco.Grains.Interfaces.Jobs;
using Flamenco.Http.Hosting;
using Flamenco.Http.Security;
using Flamenco.Http.Translation;
using Flamenco.ManagerGateway.Link;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;

namespace Flamenco.ManagerGateway.Api;

/// <summary>What people ask of the site's jobs as a whole. Accepted is durable; their tasks follow in the background.</summary>
internal static class JobCommandRoutes
{
    private const int HighestPriority = 100;
    private const int MostJobs = 1_000;
    private const int AtOnce = 32;

    public static void MapJobCommands(this RouteGroupBuilder api)
    {
        api.MapPost("/jobs/{id}/setstatus", SetStatusAsync).RequireAuthorization(Policies.Artist);
        api.MapPost("/jobs/{id}/setpriority", SetPriorityAsync).RequireAuthorization(Policies.Artist);
        api.MapGet("/jobs/{id}/what-would-delete-do", PreviewAsync);
        api.MapDelete("/jobs/{id}", DeleteAsync).RequireAuthorization(Policies.Artist);
        api.MapDelete("/jobs/mass-delete", DeleteManyAsync).RequireAuthorization(Policies.Operator).TakesItsPathWhateverIsSent();
    }

    /// <summary>Else a request without a body would be taken for one of the route beside it, for a job called so.</summary>
    private static void TakesItsPathWhateverIsSent(this IEndpointConventionBuilder route) => route.Finally(endpoint =>
    {
        foreach (var accepts in endpoint.Metadata.OfType<IAcceptsMetadata>().ToList())
            endpoint.Metadata.Remove(accepts);
    });

    private static async Task<IResult> SetStatusAsync(
        Guid id, JobStatusChange change, IGrainFactory grains, Site site, HttpContext context, CancellationToken cancellation) =>
        Command(change.Status) is { } command
            ? await CommandAsync(
                id, grains, site, context, (job, key) => job.CommandAsync(Ask(command, change.Reason, context, key), cancellation), cancellation)
            : CommandAnswers.BadStatus(change.Status, "cancel-requested, pause-requested, requeueing, or queued to go on with a paused job");

    private static async Task<IResult> SetPriorityAsync(
        Guid id, JobPriorityChange change, IGrainFactory grains, Site site, HttpContext context, CancellationToken cancellation) =>
        change.Priority is >= 0 and <= HighestPriority
            ? await CommandAsync(
                id,
                grains,
                site,
                context,
                (job, key) => job.PrioritizeAsync(
                    new PrioritizeJob { Priority = change.Priority, Actor = Caller.ActorOf(context), IdempotencyKey = key }, cancellation),
                cancellation)
            : Problems.SiteAnswer(
                StatusCodes.Status400BadRequest, "bad-priority", $"the priority is {change.Priority}; it must be 0 to {HighestPriority}");

    private static async Task<IResult> PreviewAsync(Guid id, IGrainFactory grains, Site site, CancellationToken cancellation) =>
        await JobRoutes.FindAsync(id, grains, site, cancellation) is not null
            ? TypedResults.Ok(new JobDeletionInfo { ShamanCheckout = false })
            : await NotHere.JobAsync(id, grains, site, cancellation);

    private static Task<IResult> DeleteAsync(Guid id, IGrainFactory grains, Site site, HttpContext context, CancellationToken cancellation) =>
        CommandAsync(
            id, grains, site, context, (job, key) => job.CommandAsync(Ask(JobCommand.Delete, "", context, key), cancellation), cancellation);

    /// <summary>Deletes the jobs of this site that have not changed for long. Each is a command of its own: what is acknowledged, and what is not, is deleted one by one.</summary>
    private static async Task<IResult> DeleteManyAsync(
        [FromBody] JobMassDeletionSelection? selection, IGrainFactory grains, Site site, HttpContext context, CancellationToken cancellation)
    {
        if (!IdempotencyKey.TryRead(context.Request, out _))
            return CommandAnswers.BadKey();
        if (selection is null)
            return Problems.SiteAnswer(StatusCodes.Status400BadRequest, "bad-request", "the body must say by last_updated_max which jobs are meant");

        var old = await UnchangedSinceAsync(WholeSecond(selection.LastUpdatedMax), grains, site, cancellation);
        if (old.Count == 0)
        {
            return Problems.SiteAnswer(
                StatusCodes.Status416RangeNotSatisfiable, "no-such-jobs", "no job of this site was last changed before that; nothing is deleted");
        }

        await Parallel.ForEachAsync(
            old,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (job, stop) => await grains.Job(job).CommandAsync(Ask(JobCommand.Delete, "", context, key: null), stop));
        return TypedResults.NoContent();
    }

    private static async Task<List<JobId>> UnchangedSinceAsync(DateTimeOffset moment, IGrainFactory grains, Site site, CancellationToken cancellation)
    {
        var old = new List<JobId>();
        JobId? after = null;
        do
        {
            var page = await grains.Farm().JobsAsync(new JobsQuery(MostJobs, after, site.Id), cancellation);
            old.AddRange(page.Jobs.Where(job => job.Updated <= moment).Select(job => job.Id));
            after = page.Next;
        }
        while (after is not null);
        return old;
    }

    /// <summary>Clients see moments in whole seconds: the one that is shown must include what changed within it.</summary>
    private static DateTimeOffset WholeSecond(DateTimeOffset moment) => moment.Ticks % TimeSpan.TicksPerSecond is var over and > 0
        && DateTimeOffset.MaxValue - moment > TimeSpan.FromSeconds(1)
            ? moment.AddTicks(TimeSpan.TicksPerSecond - over)
            : moment;

    /// <summary>Flamenco 3 asks for statuses, not for what is to be done.</summary>
    private static JobCommand? Command(string status) => JobStatuses.Parse(status) switch
    {
        JobStatus.CancelRequested => JobCommand.Cancel,
        JobStatus.PauseRequested => JobCommand.Pause,
        JobStatus.Queued => JobCommand.Resume,
        JobStatus.Requeueing => JobCommand.Requeue,
        _ => null,
    };

    private static CommandJob Ask(JobCommand command, string reason, HttpContext context, string? key) => new()
    {
        Command = command,
        Reason = CommandAnswers.Reason(reason),
        Actor = Caller.ActorOf(context),
        IdempotencyKey = key,
    };

    private static async Task<IResult> CommandAsync(
        Guid id,
        IGrainFactory grains,
        Site site,
        HttpContext context,
        Func<IJobGrain, string?, Task<CommandResult>> command,
        CancellationToken cancellation)
    {
        if (!IdempotencyKey.TryRead(context.Request, out var key))
            return CommandAnswers.BadKey();
        if (JobId.From(id) is not { } job)
            return await NotHere.JobAsync(id, grains, site, cancellation);

        // Under a key it may have been done before: then the same answer is given, although the job is gone.
        var known = await grains.Job(job).GetAsync(cancellation);
        if (known is null ? key is null : known.Manager != site.Id)
            return await NotHere.JobAsync(id, grains, site, cancellation);

        var result = await command(grains.Job(job), key);
        return await result.AnswerAsync(() => NotHere.JobAsync(id, grains, site, cancellation));
    }
}
