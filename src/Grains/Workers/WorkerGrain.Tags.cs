using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces.Tags;
using Flamenco.Grains.Jobs;
using Flamenco.Storage;
using Flamenco.Storage.Workers;
using Microsoft.Extensions.Logging;

namespace Flamenco.Grains.Workers;

/// <summary>The groups that the Worker is a member of. What it is offered follows with its next ask.</summary>
internal sealed partial class WorkerGrain
{
    public async Task<TagVerdict> TagAsync(TagWorker request, CancellationToken cancellation = default)
    {
        _known = null;
        var written = await tags.AssignAsync(Id, request.Tags, request.Actor.By(reason: "", key: null), cancellation);
        _known = null;
        switch (written)
        {
            case Written<WorkerRow>.Applied applied:
                LogTagged(Id, applied.Row.Tags.Count, request.Actor.Name);
                return TagVerdict.Done;
            case Written<WorkerRow>.Repeated:
                return TagVerdict.Done;
            case Written<WorkerRow>.Conflict:
                return TagVerdict.NoSuchTag;
            default:
                DeactivateOnIdle();
                return TagVerdict.NotFound;
        }
    }

    [LoggerMessage(LogLevel.Information, "Worker {Worker} is a member of {Count} tags, asked for by {Who}")]
    private partial void LogTagged(WorkerId worker, int count, string who);
}
