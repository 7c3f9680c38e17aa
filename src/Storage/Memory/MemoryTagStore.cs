using Flamenco.Domain.Identity;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Tags;
using Flamenco.Storage.Workers;

namespace Flamenco.Storage.Memory;

/// <inheritdoc cref="ITagStore"/>
public sealed class MemoryTagStore(MemoryDatabase database, TimeProvider time) : ITagStore
{
    public Task<TagRow?> FindAsync(TagId tag, CancellationToken cancellation = default) =>
        database.RunAsync(rows => rows.Tags.GetValueOrDefault(tag), cancellation);

    public Task<IReadOnlyList<TagRow>> ListAsync(ManagerId? manager, CancellationToken cancellation = default) =>
        database.RunAsync<IReadOnlyList<TagRow>>(
            rows => [.. rows.Tags.Values
                .Where(tag => manager is null || tag.Manager == manager)
                .OrderBy(tag => tag.Name, StringComparer.Ordinal)
                .ThenBy(tag => tag.Id.Value)],
            cancellation);

    public Task<Written<TagRow>> CreateAsync(TagRow tag, OperationBy by, CancellationToken cancellation = default)
    {
        tag.Checked();
        by.Checked();
        return database.RunAsync<Written<TagRow>>(
            rows =>
            {
                if (Named(rows, tag) is { } named)
                    return new Written<TagRow>.Conflict(named, "the site has a tag of that name");
                rows.Tags.Add(tag.Id, tag);
                rows.Audit.Add((time.GetUtcNow(), TagAudit.Created(tag, by)));
                return new Written<TagRow>.Applied(tag);
            },
            cancellation);
    }

    public Task<Written<TagRow>> UpdateAsync(TagRow tag, OperationBy by, CancellationToken cancellation = default)
    {
        tag.Checked();
        by.Checked();
        return database.RunAsync<Written<TagRow>>(
            rows =>
            {
                if (!rows.Tags.TryGetValue(tag.Id, out var known) || known.Manager != tag.Manager)
                    return new Written<TagRow>.Missing();
                if (known == tag)
                    return new Written<TagRow>.Repeated(known);
                if (Named(rows, tag) is { } named && named.Id != tag.Id)
                    return new Written<TagRow>.Conflict(named, "the site has a tag of that name");

                rows.Tags[tag.Id] = tag;
                rows.Audit.Add((time.GetUtcNow(), TagAudit.Updated(known, tag, by)));
                return new Written<TagRow>.Applied(tag);
            },
            cancellation);
    }

    public Task<DeletedTag?> DeleteAsync(TagId tag, ManagerId manager, OperationBy by, CancellationToken cancellation = default)
    {
        by.Checked();
        return database.RunAsync(
            rows =>
            {
                if (!rows.Tags.TryGetValue(tag, out var known) || known.Manager != manager)
                    return null;

                rows.Tags.Remove(tag);
                foreach (var member in rows.Workers.Values.Where(worker => worker.Tags.Contains(tag)).ToList())
                    rows.Workers[member.Id] = member with { Tags = [.. member.Tags.Where(other => other != tag)] };
                return new DeletedTag(known, Untag(rows, known, by));
            },
            cancellation);
    }

    public Task<Written<WorkerRow>> AssignAsync(
        WorkerId worker, IReadOnlyList<TagId> tags, OperationBy by, CancellationToken cancellation = default)
    {
        by.Checked();
        return database.RunAsync<Written<WorkerRow>>(
            rows =>
            {
                if (!rows.Workers.TryGetValue(worker, out var known))
                    return new Written<WorkerRow>.Missing();
                var wanted = tags.ToHashSet();
                if (wanted.SetEquals(known.Tags))
                    return new Written<WorkerRow>.Repeated(known);
                if (wanted.Any(tag => rows.Tags.GetValueOrDefault(tag)?.Manager != known.Manager))
                    return new Written<WorkerRow>.Conflict(known, "there is no such tag at the Worker's site");

                var changed = known with { Tags = [.. wanted] };
                rows.Workers[worker] = changed;
                rows.Audit.Add((time.GetUtcNow(), TagAudit.Assigned(worker, known.Tags, tags, by)));
                return new Written<WorkerRow>.Applied(changed);
            },
            cancellation);
    }

    private List<JobId> Untag(MemoryRows rows, TagRow tag, OperationBy by)
    {
        var now = time.GetUtcNow();
        var name = tag.Id.ToString();
        var tagged = rows.Jobs.Values.Where(job => job.Row.WorkerTag == name).ToList();
        rows.Audit.Add((now, TagAudit.Deleted(tag, by)));
        foreach (var job in tagged)
        {
            job.Row = job.Row with { WorkerTag = null, Generation = job.Row.Generation + (job.Row.Sweep is null ? 1 : 0), Updated = now };
            rows.Audit.Add((now, TagAudit.Untagged(job.Row.Id, tag, by)));
            rows.Log(TagAudit.Lost(job.Row.Id, tag, by), now);
        }

        return tagged.ConvertAll(job => job.Row.Id);
    }

    private static TagRow? Named(MemoryRows rows, TagRow tag) =>
        rows.Tags.Values.FirstOrDefault(other => other.Manager == tag.Manager && other.Name == tag.Name);
}
