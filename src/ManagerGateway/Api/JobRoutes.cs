using Flamenco.Contracts.Site;
using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Farm;
using Flamenco.Grains.Interfaces.Jobs;
using Flamenco.Http.Hosting;
using Flamenco.Http.Security;
using Flamenco.Http.Translation;
using Flamenco.ManagerGateway.Link;

namespace Flamenco.ManagerGateway.Api;

/// <summary>Jobs of this site.</summary>
internal static class JobRoutes
{
    private const int MostJobs = 1_000;

    public static void MapJobs(this RouteGroupBuilder api)
    {
        api.MapGet("/jobs/types", TypesAsync);
        api.MapGet("/jobs/type/{name}", TypeAsync);
        api.MapGet("/jobs", ListAsync);
        api.MapPost("/jobs", SubmitAsync).RequireAuthorization(Policies.Artist);
        api.MapPost("/jobs/check", CheckAsync).RequireAuthorization(Policies.Artist);
        api.MapGet("/jobs/{id}", GetAsync);
        api.MapGet("/jobs/{id}/tasks", TasksAsync);
    }

    private static async Task<IResult> TypesAsync(IGrainFactory grains, CancellationToken cancellation)
    {
        var types = await grains.Farm().JobTypesAsync(cancellation);
        return TypedResults.Ok(new AvailableJobTypes { JobTypes = [.. types.Select(type => type.ToAvailableJobType())] });
    }

    private static async Task<IResult> TypeAsync(string name, IGrainFactory grains, CancellationToken cancellation)
    {
        var types = await grains.Farm().JobTypesAsync(cancellation);
        return types.FirstOrDefault(type => type.Name == name) is { } type
            ? TypedResults.Ok(type.ToAvailableJobType())
            : Problems.SiteAnswer(StatusCodes.Status404NotFound, "no-such-job-type", "there is no such job type; GET jobs/types lists them");
    }

    private static async Task<IResult> ListAsync(IGrainFactory grains, Site site, CancellationToken cancellation)
    {
        var jobs = new List<Job>();
        JobId? after = null;
        do
        {
            var page = await grains.Farm().JobsAsync(new JobsQuery(MostJobs, after, site.Id), cancellation);
            jobs.AddRange(page.Jobs.Select(job => job.ToSiteJob()));
            after = page.Next;
        }
        while (after is not null);
        return TypedResults.Ok(new JobList { Jobs = jobs });
    }

    private static async Task<IResult> SubmitAsync(
        SubmittedJob job, IGrainFactory grains, Site site, TimeProvider time, HttpContext context, CancellationToken cancellation)
    {
        if (!IdempotencyKey.TryRead(context.Request, out var key))
            return CommandAnswers.BadKey();
        if (JobTranslation.ShapeProblems(job) is { Count: > 0 } problems)
            return Bad(problems);

        var request = job.ToSubmit(site.Id, Caller.ActorOf(context), key);
        return await grains.Job(JobId.Create(time.GetUtcNow())).SubmitAsync(request, cancellation) switch
        {
            SubmitResult.Submitted submitted => TypedResults.Ok(submitted.Job.ToSiteJob()),
            SubmitResult.Rejected rejected => Bad(rejected.Problems),
            SubmitResult.TypeChanged => TypeChanged(),
            SubmitResult.Deleted => Problems.SiteAnswer(
                StatusCodes.Status410Gone, "job-deleted", "the job that was submitted with this Idempotency-Key has been deleted; choose a new key"),
            _ => CommandAnswers.KeyReused(),
        };
    }

    private static async Task<IResult> CheckAsync(
        SubmittedJob job, IGrainFactory grains, Site site, HttpContext context, CancellationToken cancellation)
    {
        if (JobTranslation.ShapeProblems(job) is { Count: > 0 } problems)
            return Bad(problems);

        var result = await grains.Farm().CheckAsync(job.ToSubmit(site.Id, Caller.ActorOf(context), idempotencyKey: null), cancellation);
        return result.TypeChanged ? TypeChanged() : result.Problems.Count > 0 ? Bad(result.Problems) : TypedResults.NoContent();
    }

    private static async Task<IResult> GetAsync(Guid id, IGrainFactory grains, Site site, CancellationToken cancellation) =>
        await FindAsync(id, grains, site, cancellation) is { } job ? TypedResults.Ok(job.ToSiteJob()) : await NotHere.JobAsync(id, grains, site, cancellation);

    private static async Task<IResult> TasksAsync(Guid id, IGrainFactory grains, Site site, CancellationToken cancellation)
    {
        // An unknown job has no tasks: so Flamenco 3 answers, and so its clients expect it.
        if (await FindAsync(id, grains, site, cancellation) is not { } job)
            return TypedResults.Ok(new JobTasks { Tasks = [] });

        var answer = await grains.Farm().TasksAsync(new TasksQuery(job.Id, int.MaxValue, After: 0), cancellation);
        return TypedResults.Ok(new JobTasks { Tasks = [.. answer.Tasks.Select(task => task.ToSummary())] });
    }

    /// <summary>The job, if it is one of this site.</summary>
    public static async Task<JobView?> FindAsync(Guid id, IGrainFactory grains, Site site, CancellationToken cancellation) =>
        JobId.From(id) is { } job && await grains.Job(job).GetAsync(cancellation) is { } view && view.Manager == site.Id ? view : null;

    private static IResult Bad(IReadOnlyList<string> problems) =>
        Problems.SiteAnswer(StatusCodes.Status400BadRequest, "bad-settings", string.Join("; ", problems), problems);

    private static IResult TypeChanged() => Problems.SiteAnswer(
        StatusCodes.Status412PreconditionFailed, "type-changed", "the job type has changed since you looked at it; refresh and submit again");
}
