using Flamenco.Domain.Identity;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Tags;
using Flamenco.Storage.Workers;

namespace Flamenco.Storage.Postgres;

/// <inheritdoc cref="ITagStore"/>
internal sealed class PostgresTagStore(PostgresDatabase database, TimeProvider time) : ITagStore
{
    public Task<TagRow?> FindAsync(TagId tag, CancellationToken cancellation = default) =>
        database.ReadAsync(session => TagRows.FindAsync(session, tag, cancellation), cancellation);

    public async Task<IReadOnlyList<TagRow>> ListAsync(ManagerId? manager, CancellationToken cancellation = default) =>
        await database.ReadAsync(session => TagRows.ListAsync(session, manager, cancellation), cancellation);

    public Task<Written<TagRow>> CreateAsync(TagRow tag, OperationBy by, CancellationToken cancellation = default)
    {
        tag.Checked();
        by.Checked();
        return database.WriteAsync<Written<TagRow>>(
            async session =>
            {
                await TagRows.LockAsync(session, tag.Manager, cancellation);
                if (await TagRows.NamedAsync(session, tag.Manager, tag.Name, cancellation) is { } named)
                    return new Written<TagRow>.Conflict(named, "the site has a tag of that name");

                await TagRows.SaveAsync(session, tag, cancellation);
                await AuditAsync(session, [TagAudit.Created(tag, by)], cancellation);
                return new Written<TagRow>.Applied(tag);
            },
            cancellation);
    }

    public Task<Written<TagRow>> UpdateAsync(TagRow tag, OperationBy by, CancellationToken cancellation = default)
    {
        tag.Checked();
        by.Checked();
        return database.WriteAsync<Written<TagRow>>(
            async session =>
            {
                await TagRows.LockAsync(session, tag.Manager, cancellation);
                if (await TagRows.FindAsync(session, tag.Id, cancellation) is not { } known || known.Manager != tag.Manager)
                    return new Written<TagRow>.Missing();
                if (known == tag)
                    return new Written<TagRow>.Repeated(known);
                if (await TagRows.NamedAsync(session, tag.Manager, tag.Name, cancellation) is { } named && named.Id != tag.Id)
                    return new Written<TagRow>.Conflict(named, "the site has a tag of that name");

                await TagRows.SaveAsync(session, tag, cancellation);
                await AuditAsync(session, [TagAudit.Updated(known, tag, by)], cancellation);
                return new Written<TagRow>.Applied(tag);
            },
            cancellation);
    }

    public Task<DeletedTag?> DeleteAsync(TagId tag, ManagerId manager, OperationBy by, CancellationToken cancellation = default)
    {
        by.Checked();
        return database.WriteAsync(
            async session =>
            {
                await TagRows.LockAsync(session, manager, cancellation);
                if (await TagRows.FindAsync(session, tag, cancellation) is not { } known || known.Manager != manager)
                    return null;

                await TagRows.DeleteAsync(session, tag, cancellation);
                var now = time.GetUtcNow();
                var jobs = await TagRows.UntagAsync(session, tag, now, cancellation);
                await AuditAsync(session, [TagAudit.Deleted(known, by), .. jobs.Select(job => TagAudit.Untagged(job, known, by))], cancellation);
                if (jobs.Count > 0)
                    await session.ExecuteAsync(batch => JobRows.Log(batch, now, [.. jobs.Select(job => TagAudit.Lost(job, known, by))]), cancellation);
                return new DeletedTag(known, jobs);
            },
            cancellation);
    }

    public Task<Written<WorkerRow>> AssignAsync(
        WorkerId worker, IReadOnlyList<TagId> tags, OperationBy by, CancellationToken cancellation = default)
    {
        by.Checked();
        return database.WriteAsync<Written<WorkerRow>>(
            async session =>
            {
                if (await WorkerRows.FindAsync(session, worker, cancellation) is not { } there)
                    return new Written<WorkerRow>.Missing();

                // The site's tags before the Worker's row, as where a tag goes.
                await TagRows.LockAsync(session, there.Manager, cancellation);
                await WorkerRows.LockAsync(session, worker, cancellation);
                var known = (await WorkerRows.FindAsync(session, worker, cancellation))!;
                var wanted = tags.ToHashSet();
                if (wanted.SetEquals(known.Tags))
                    return new Written<WorkerRow>.Repeated(known);
                var possible = await TagRows.ListAsync(session, known.Manager, cancellation);
                if (!wanted.IsSubsetOf(possible.Select(tag => tag.Id)))
                    return new Written<WorkerRow>.Conflict(known, "there is no such tag at the Worker's site");

                await TagRows.AssignAsync(session, worker, wanted, cancellation);
                await AuditAsync(session, [TagAudit.Assigned(worker, known.Tags, tags, by)], cancellation);
                return new Written<WorkerRow>.Applied((await WorkerRows.FindAsync(session, worker, cancellation))!);
            },
            cancellation);
    }

    private Task AuditAsync(PostgresSession session, IReadOnlyList<AuditEntry> entries, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        return session.ExecuteAsync(
            batch =>
            {
                foreach (var entry in entries)
                    JobRows.Audit(batch, now, entry);
            },
            cancellation);
    }
}
