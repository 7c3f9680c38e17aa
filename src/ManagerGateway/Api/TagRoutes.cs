using Flamenco.Contracts.Site;
using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Tags;
using Flamenco.Http.Hosting;
using Flamenco.Http.Security;
using Flamenco.Http.Translation;
using Flamenco.ManagerGateway.Link;

namespace Flamenco.ManagerGateway.Api;

/// <summary>The site's Worker tags, as Flamenco 3 shows and edits them.</summary>
internal static class TagRoutes
{
    public static void MapTags(this RouteGroupBuilder api)
    {
        api.MapGet("/worker-mgt/tags", ListAsync);
        api.MapPost("/worker-mgt/tags", CreateAsync).RequireAuthorization(Policies.Operator);
        api.MapGet("/worker-mgt/tag/{id}", GetAsync);
        api.MapPut("/worker-mgt/tag/{id}", UpdateAsync).RequireAuthorization(Policies.Operator);
        api.MapDelete("/worker-mgt/tag/{id}", DeleteAsync).RequireAuthorization(Policies.Operator);
        api.MapPost("/worker-mgt/workers/{id}/settags", TagWorkerAsync).RequireAuthorization(Policies.Operator);
        api.MapPost("/jobs/{id}/settag", TagJobAsync).RequireAuthorization(Policies.Artist);
    }

    private static async Task<IResult> ListAsync(IGrainFactory grains, Site site, CancellationToken cancellation)
    {
        var tags = await grains.Tags(site.Id).ListAsync(cancellation);
        return TypedResults.Ok(new WorkerTagList { Tags = [.. tags.Select(tag => tag.ToWorkerTag())] });
    }

    private static async Task<IResult> GetAsync(Guid id, IGrainFactory grains, Site site, CancellationToken cancellation) =>
        (await grains.Tags(site.Id).ListAsync(cancellation)).FirstOrDefault(tag => tag.Id.Value == id) is { } tag
            ? TypedResults.Ok(tag.ToWorkerTag())
            : NoSuchTag(StatusCodes.Status404NotFound);

    private static async Task<IResult> CreateAsync(
        WorkerTag tag, IGrainFactory grains, Site site, HttpContext context, CancellationToken cancellation) =>
        TagTranslation.IsTag(tag.Name, tag.Description)
            ? Answer(
                await grains.Tags(site.Id).CreateAsync(Change(tag, context), cancellation), created => TypedResults.Ok(created.ToWorkerTag()))
            : Bad(TagTranslation.WhatIsWrong);

    private static async Task<IResult> UpdateAsync(
        Guid id, WorkerTag tag, IGrainFactory grains, Site site, HttpContext context, CancellationToken cancellation) =>
        TagTranslation.IsTag(tag.Name, tag.Description)
            ? Answer(
                await grains.Tags(site.Id).UpdateAsync(new TagId(id), Change(tag, context), cancellation), _ => TypedResults.NoContent())
            : Bad(TagTranslation.WhatIsWrong);

    private static async Task<IResult> DeleteAsync(
        Guid id, IGrainFactory grains, Site site, HttpContext context, CancellationToken cancellation) =>
        await grains.Tags(site.Id).DeleteAsync(new TagId(id), Caller.ActorOf(context), cancellation)
            ? TypedResults.NoContent()
            : NoSuchTag(StatusCodes.Status404NotFound);

    private static async Task<IResult> TagWorkerAsync(
        Guid id, WorkerTagChange change, IGrainFactory grains, Site site, HttpContext context, CancellationToken cancellation)
    {
        if (change.TagIds is not { Count: <= TagTranslation.MostTags })
            return Bad($"tag_ids lists at most {TagTranslation.MostTags} tags");
        if (await grains.Worker(new WorkerId(id)).GetAsync(cancellation) is not { } worker || worker.Manager != site.Id)
            return NoSuchWorker();

        return await grains.Worker(worker.Id).TagAsync(
            new TagWorker([.. change.TagIds.Distinct().Select(tag => new TagId(tag))], Caller.ActorOf(context)), cancellation) switch
        {
            TagVerdict.Done => TypedResults.NoContent(),
            TagVerdict.NoSuchTag => NoSuchTag(StatusCodes.Status400BadRequest),
            _ => NoSuchWorker(),
        };
    }

    private static async Task<IResult> TagJobAsync(
        Guid id, JobTagChange change, IGrainFactory grains, Site site, HttpContext context, CancellationToken cancellation)
    {
        if (!IdempotencyKey.TryRead(context.Request, out var key))
            return CommandAnswers.BadKey();
        if (await JobRoutes.FindAsync(id, grains, site, cancellation) is not { } job)
            return await NotHere.JobAsync(id, grains, site, cancellation);

        var tag = (await grains.Tags(site.Id).ListAsync(cancellation))
            .FirstOrDefault(tag => change.Id is { } wanted ? tag.Id.Value == wanted : tag.Name == change.Name);
        if (tag is null && (change.Id is not null || !string.IsNullOrEmpty(change.Name)))
            return NoSuchTag(StatusCodes.Status406NotAcceptable);

        var result = await grains.Job(job.Id).TagAsync(new TagJob(tag?.Id, Caller.ActorOf(context), key), cancellation);
        return await result.AnswerAsync(() => NotHere.JobAsync(id, grains, site, cancellation));
    }

    private static ChangeTag Change(WorkerTag tag, HttpContext context) => new(tag.Name, tag.Description, Caller.ActorOf(context));

    private static IResult Answer(TagResult result, Func<TagView, IResult> done) => result switch
    {
        { Tag: { } tag } => done(tag),
        { Verdict: TagVerdict.NameTaken } => Problems.SiteAnswer(
            StatusCodes.Status409Conflict, "name-taken", "the site has a tag of that name already; choose another name, or use that one"),
        _ => NoSuchTag(StatusCodes.Status404NotFound),
    };

    private static IResult NoSuchTag(int status) =>
        Problems.SiteAnswer(status, "no-such-tag", "the site has no such tag; GET worker-mgt/tags lists them");

    private static IResult NoSuchWorker() => Problems.SiteAnswer(StatusCodes.Status404NotFound, "no-such-worker", "the site has no such Worker");

    private static IResult Bad(string detail) => Problems.SiteAnswer(StatusCodes.Status400BadRequest, "bad-tag", detail);
}
