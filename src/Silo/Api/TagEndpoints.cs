using Flamenco.Contracts;
using Flamenco.Contracts.Server;
using Flamenco.Contracts.Site;
using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Jobs;
using Flamenco.Grains.Interfaces.Tags;
using Flamenco.Http.Hosting;
using Flamenco.Http.Security;
using Flamenco.Http.Translation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Flamenco.Silo.Api;

/// <summary>Worker tags: named groups of a site's Workers, and which jobs are for them only.</summary>
internal static class TagEndpoints
{
    public static void MapTags(this RouteGroupBuilder api)
    {
        var tags = api.MapGroup("/tags").WithTags("Workers");
        tags.MapGet("/", ListAsync).WithSummary("All Worker tags, by name.").Produces<TagPage>();
        tags.MapPost("/", CreateAsync).RequireAuthorization(Policies.Operator)
            .WithSummary("Makes a Worker tag. Its name is there once in a site.").Produces<Tag>(StatusCodes.Status201Created);
        tags.MapDelete("/{id}", DeleteAsync).RequireAuthorization(Policies.Operator)
            .WithSummary("Removes a tag: no Worker has it any more, and jobs that had it are for all Workers.").Produces(StatusCodes.Status204NoContent);
        api.MapPut("/workers/{id}/tags", TagWorkerAsync).WithTags("Workers").RequireAuthorization(Policies.Operator)
            .WithSummary("Says which tags a Worker has, all of them. It takes effect with its next ask.").Produces(StatusCodes.Status204NoContent);
        api.MapPost("/jobs/{id}/tag", TagJobAsync).WithTags("Jobs").RequireAuthorization(Policies.Artist)
            .WithSummary("Says which Workers the job is for: those with the tag of this id or name; neither: all. Running tasks go on.").Produces<Job>();
    }

    private static async Task<Ok<TagPage>> ListAsync(IGrainFactory grains, HttpContext context, CancellationToken cancellation)
    {
        var tags = await grains.Farm().TagsAsync(Caller.Of(context).Manager, cancellation);
        return TypedResults.Ok(new TagPage { Tags = [.. tags.Select(tag => tag.ToServerTag())] });
    }

    private static async Task<Results<Created<Tag>, JsonHttpResult<Problem>>> CreateAsync(
        NewTag tag, IGrainFactory grains, HttpContext context, CancellationToken cancellation)
    {
        if (!TagTranslation.IsTag(tag.Name, tag.Description))
            return Problems.Answer(StatusCodes.Status422UnprocessableEntity, "bad-tag", TagTranslation.WhatIsWrong);
        if (await JobEndpoints.SiteAsync(tag.Manager, grains, context, cancellation) is not { } site)
            return JobEndpoints.NoSuchSite();

        var result = await grains.Tags(site).CreateAsync(new ChangeTag(tag.Name, tag.Description, Caller.ActorOf(context)), cancellation);
        return result.Tag is { } created
            ? TypedResults.Created($"/api/v1/tags/{created.Id}", created.ToServerTag())
            : Problems.Answer(StatusCodes.Status409Conflict, "name-taken", $"the site has a tag {tag.Name} already; choose another name, or use that one");
    }

    private static async Task<Results<NoContent, JsonHttpResult<Problem>>> DeleteAsync(
        Guid id, IGrainFactory grains, HttpContext context, CancellationToken cancellation)
    {
        var tag = (await grains.Farm().TagsAsync(Caller.Of(context).Manager, cancellation)).FirstOrDefault(tag => tag.Id.Value == id);
        return tag is not null && await grains.Tags(tag.Manager).DeleteAsync(tag.Id, Caller.ActorOf(context), cancellation)
            ? TypedResults.NoContent()
            : NoSuchTag(id.ToString());
    }

    private static async Task<Results<NoContent, JsonHttpResult<Problem>>> TagWorkerAsync(
        Guid id, WorkerTagChange change, IGrainFactory grains, HttpContext context, CancellationToken cancellation)
    {
        if (change.TagIds is not { Count: <= TagTranslation.MostTags })
            return Problems.Answer(StatusCodes.Status422UnprocessableEntity, "bad-tag", $"tag_ids lists at most {TagTranslation.MostTags} tags");
        if (await WorkerEndpoints.FindAsync(id, grains, context, cancellation) is not { } worker)
            return WorkerEndpoints.NoSuchWorker(id);

        return await grains.Worker(worker.Id).TagAsync(
            new TagWorker([.. change.TagIds.Distinct().Select(tag => new TagId(tag))], Caller.ActorOf(context)), cancellation) switch
        {
            TagVerdict.Done => TypedResults.NoContent(),
            TagVerdict.NoSuchTag => Problems.Answer(
                StatusCodes.Status422UnprocessableEntity, "no-such-tag", "one of the tags is none of the Worker's site; GET /api/v1/tags lists them"),
            _ => WorkerEndpoints.NoSuchWorker(id),
        };
    }

    private static async Task<Results<Ok<Job>, JsonHttpResult<Problem>>> TagJobAsync(
        Guid id, JobTagChange change, IGrainFactory grains, HttpContext context, CancellationToken cancellation)
    {
        if (await JobEndpoints.FindAsync(id, grains, context, cancellation) is not { } job)
            return await JobEndpoints.NoSuchJobAsync(id, grains, context);

        var tag = (await grains.Tags(job.Manager).ListAsync(cancellation))
            .FirstOrDefault(tag => change.Id is { } wanted ? tag.Id.Value == wanted : tag.Name == change.Name);
        if (tag is null && (change.Id is not null || !string.IsNullOrEmpty(change.Name)))
            return NoSuchTag(change.Id?.ToString() ?? change.Name!);
        return await JobCommandEndpoints.JobAfterAsync(
            id, grains, context, (grain, key) => grain.TagAsync(new TagJob(tag?.Id, Caller.ActorOf(context), key), cancellation));
    }

    private static JsonHttpResult<Problem> NoSuchTag(string tag) =>
        Problems.Answer(StatusCodes.Status404NotFound, "no-such-tag", $"there is no tag {tag}; GET /api/v1/tags lists them");
}
