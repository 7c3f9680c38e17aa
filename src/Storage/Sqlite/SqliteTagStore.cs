using Flamenco.Domain.Identity;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Tags;
using Flamenco.Storage.Workers;

namespace Flamenco.Storage.Sqlite;

/// <inheritdoc cref="ITagStore"/>
public sealed class SqliteTagStore(SqliteStore store, TimeProvider time) : ITagStore
{
    public Task<TagRow?> FindAsync(TagId tag, CancellationToken cancellation = default) =>
        store.ReadAsync(session => TagRows.Find(session, tag), cancellation);

    public async Task<IReadOnlyList<TagRow>> ListAsync(ManagerId? manager, CancellationToken cancellation = default) =>
        await store.ReadAsync(session => TagRows.List(session, manager), cancellation);

    public Task<Written<TagRow>> CreateAsync(TagRow tag, OperationBy by, CancellationToken cancellation = default)
    {
        tag.Checked();
        by.Checked();
        return store.WriteAsync(
            session =>
            {
                if (TagRows.Named(session, tag.Manager, tag.Name) is { } named)
                    return new Written<TagRow>.Conflict(named, "the site has a tag of that name");
                TagRows.Save(session, tag);
                JobRows.Audit(session, time.GetUtcNow(), TagAudit.Created(tag, by));
                return (Written<TagRow>)new Written<TagRow>.Applied(tag);
            },
            cancellation);
    }

    public Task<Written<TagRow>> UpdateAsync(TagRow tag, OperationBy by, CancellationToken cancellation = default)
    {
        tag.Checked();
        by.Checked();
        return store.WriteAsync<Written<TagRow>>(
            session =>
            {
                if (TagRows.Find(session, tag.Id) is not { } known || known.Manager != tag.Manager)
                    return new Written<TagRow>.Missing();
                if (known == tag)
                    return new Written<TagRow>.Repeated(known);
                if (TagRows.Named(session, tag.Manager, tag.Name) is { } named && named.Id != tag.Id)
                    return new Written<TagRow>.Conflict(named, "the site has a tag of that name");

                TagRows.Save(session, tag);
                JobRows.Audit(session, time.GetUtcNow(), TagAudit.Updated(known, tag, by));
                return new Written<TagRow>.Applied(tag);
            },
            cancellation);
    }

    public Task<DeletedTag?> DeleteAsync(TagId tag, ManagerId manager, OperationBy by, CancellationToken cancellation = default)
    {
        by.Checked();
        return store.WriteAsync(
            session =>
            {
                if (TagRows.Find(session, tag) is not { } known || known.Manager != manager)
                    return null;

                TagRows.Delete(session, tag);
                var now = time.GetUtcNow();
                var jobs = TagRows.Untag(session, tag, now);
                JobRows.Audit(session, now, TagAudit.Deleted(known, by));
                foreach (var job in jobs)
                    JobRows.Audit(session, now, TagAudit.Untagged(job, known, by));
                JobRows.Log(session, now, [.. jobs.Select(job => TagAudit.Lost(job, known, by))]);
                return new DeletedTag(known, jobs);
            },
            cancellation);
    }

    public Task<Written<WorkerRow>> AssignAsync(
        WorkerId worker, IReadOnlyList<TagId> tags, OperationBy by, CancellationToken cancellation = default)
    {
        by.Checked();
        return store.WriteAsync<Written<WorkerRow>>(
            session =>
            {
                if (WorkerRows.Find(session, worker) is not { } known)
                    return new Written<WorkerRow>.Missing();
                var wanted = tags.ToHashSet();
                if (wanted.SetEquals(known.Tags))
                    return new Written<WorkerRow>.Repeated(known);
                if (!wanted.IsSubsetOf(TagRows.List(session, known.Manager).Select(tag => tag.Id)))
                    return new Written<WorkerRow>.Conflict(known, "there is no such tag at the Worker's site");

                TagRows.Assign(session, worker, wanted);
                JobRows.Audit(session, time.GetUtcNow(), TagAudit.Assigned(worker, known.Tags, tags, by));
                return new Written<WorkerRow>.Applied(WorkerRows.Find(session, worker)!);
            },
            cancellation);
    }
}
