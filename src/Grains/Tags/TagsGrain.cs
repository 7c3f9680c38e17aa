using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Access;
using Flamenco.Grains.Interfaces.Tags;
using Flamenco.Grains.Jobs;
using Flamenco.Storage;
using Flamenco.Storage.Tags;
using Orleans.Concurrency;

namespace Flamenco.Grains.Tags;

/// <inheritdoc cref="ITagsGrain"/>
[StatelessWorker, Reentrant]
internal sealed class TagsGrain(ITagStore tags) : Grain, ITagsGrain
{
    private ManagerId Site => new(this.GetPrimaryKey());

    public async Task<IReadOnlyList<TagView>> ListAsync(CancellationToken cancellation = default) =>
        [.. (await tags.ListAsync(Site, cancellation)).Select(TagViews.From)];

    public async Task<TagResult> CreateAsync(ChangeTag request, CancellationToken cancellation = default) => Result(await tags.CreateAsync(
        new TagRow(new TagId(RandomId.Create()), Site, request.Name, request.Description ?? ""), request.Actor.By(reason: "", key: null), cancellation));

    public async Task<TagResult> UpdateAsync(TagId tag, ChangeTag request, CancellationToken cancellation = default) =>
        await tags.FindAsync(tag, cancellation) is { } known && known.Manager == Site
            ? Result(await tags.UpdateAsync(
                known with { Name = request.Name, Description = request.Description ?? known.Description },
                request.Actor.By(reason: "", key: null),
                cancellation))
            : new TagResult(TagVerdict.NotFound, Tag: null);

    public async Task<bool> DeleteAsync(TagId tag, Actor actor, CancellationToken cancellation = default)
    {
        if (await tags.DeleteAsync(tag, Site, actor.By(reason: "", key: null), cancellation) is not { } deleted)
            return false;

        // A hint: a job looks by itself, only later.
        foreach (var job in deleted.Jobs)
            _ = GrainFactory.Job(job).WakeAsync(CancellationToken.None);
        return true;
    }

    private static TagResult Result(Written<TagRow> written) => written switch
    {
        Written<TagRow>.Applied applied => new TagResult(TagVerdict.Done, TagViews.From(applied.Row)),
        Written<TagRow>.Repeated repeated => new TagResult(TagVerdict.Done, TagViews.From(repeated.Row)),
        Written<TagRow>.Conflict => new TagResult(TagVerdict.NameTaken, Tag: null),
        _ => new TagResult(TagVerdict.NotFound, Tag: null),
    };
}
