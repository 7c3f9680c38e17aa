using Flamenco.Domain.Scheduling;
using Flamenco.Grains.Interfaces.Access;
using Flamenco.Grains.Interfaces.Jobs;
using Flamenco.Grains.Interfaces.Tags;
using Flamenco.Storage;
using Flamenco.Storage.Committing;

namespace Flamenco.Grains.Jobs;

/// <summary>What people ask of the whole job, and how it reaches all tasks: accepted by the job's row, carried in the background.</summary>
internal sealed partial class JobGrain
{
    public Task<CommandResult> CommandAsync(CommandJob request, CancellationToken cancellation = default)
    {
        LogCommand(Id, request.Command, request.Actor.Name);
        return CommandAsync(
            request.Actor, request.IdempotencyKey, () => jobs.CommandAsync(Id, request.Command, request.Actor.By(request.Reason, request.IdempotencyKey), cancellation));
    }

    public Task<CommandResult> PrioritizeAsync(PrioritizeJob request, CancellationToken cancellation = default)
    {
        LogPriority(Id, request.Priority, request.Actor.Name);
        return CommandAsync(
            request.Actor, request.IdempotencyKey, () => jobs.PrioritizeAsync(Id, request.Priority, request.Actor.By(reason: "", request.IdempotencyKey), cancellation));
    }

    public Task<CommandResult> TagAsync(TagJob request, CancellationToken cancellation = default)
    {
        LogTag(Id, request.Tag, request.Actor.Name);
        return CommandAsync(
            request.Actor, request.IdempotencyKey, () => jobs.TagAsync(Id, request.Tag, request.Actor.By(reason: "", request.IdempotencyKey), cancellation));
    }

    public async Task<CommandResult> UnblockAsync(UnblockWorkers request, CancellationToken cancellation = default)
    {
        LogUnblocked(Id, request.Actor.Name);
        var entries = request.Entries.Select(entry => new BlocklistEntry(entry.TaskType, entry.Worker)).ToList();
        var result = await CommandAsync(
            request.Actor, request.IdempotencyKey, () => jobs.UnblockAsync(Id, entries, request.Actor.By(reason: "", request.IdempotencyKey), cancellation));

        // The same offer again is nothing new to waiting Workers; one of them may get tasks now that it was kept from.
        if (result.Verdict is CommandVerdict.Accepted && _cache is { } cache)
        {
            await OfferAsync(cache.Job, new Dictionary<string, int>());
            await PublishAsync();
        }

        return result;
    }

    private async Task<CommandResult> CommandAsync(Actor actor, string? key, Func<Task<Commanded>> write)
    {
        if (_cache is not { Job: var job })
        {
            ForgetUnknown();
            return await WasDoneAsync(actor, key) ? CommandResults.From(await write(), CommandResults.NoSuchJob) : CommandResults.NoSuchJob;
        }

        if (CommandResults.Forbids(actor, job) is { } forbidden)
            return forbidden;

        var commanded = await write();
        if (commanded is Commanded.Applied)
            await WakeAsync(CancellationToken.None);
        return CommandResults.From(commanded, CommandResults.NoSuchJob);
    }

    /// <summary>Was something of this job done under this key? A delete that is asked for again is answered as it was, though the job is gone.</summary>
    private async Task<bool> WasDoneAsync(Actor actor, string? key) =>
        key is not null && await jobs.FindByKeyAsync(actor.Name, key) is { Job: var known } && known == Id;

    /// <summary>Carries the sweep that is under way to all tasks, chunk after chunk, while the grain answers others.</summary>
    private void Carry()
    {
        if (_carrying.IsCompleted && _cache?.Sweep is not null)
            _carrying = CarryAsync();
    }

    private async Task CarryAsync()
    {
        try
        {
            while (_cache?.Sweep is { } sweep)
            {
                await jobs.SweepAsync(sweep);
                await SyncAsync(CancellationToken.None);
            }

            await SettleAsync(CancellationToken.None);
            await PublishAsync();
        }
        catch (Exception exception) when (exception is StoreUnavailableException or OutcomeUnknownException)
        {
            // The beat begins it again, from where the store says that it is.
            LogBrokenOff(exception, Id);
        }
    }

    /// <summary>Removes the rows of a deleted job, chunk after chunk, also after a restart. There may be no such job at all.</summary>
    private void EraseIfDeleted()
    {
        if (_carrying.IsCompleted)
            _carrying = EraseAsync();
    }

    private async Task EraseAsync()
    {
        try
        {
            while (await jobs.EraseAsync(Id))
            {
                // There is more of it.
            }
        }
        catch (Exception exception) when (exception is StoreUnavailableException or OutcomeUnknownException)
        {
            LogBrokenOff(exception, Id);
        }

        ForgetUnknown();
    }
}
