using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Storage;
using Flamenco.Storage.Jobs;

namespace Flamenco.Server.Tests.Model;

/// <summary>Passes everything on; a test changes what it is about.</summary>
internal abstract class DelegatingJobs(IJobStore inner) : IJobStore
{
    public Task<Written<JobRow>> CreateAsync(NewJob job, CancellationToken cancellation = default) => inner.CreateAsync(job, cancellation);

    public Task<(JobId Job, string Fingerprint)?> FindByKeyAsync(string who, string key, CancellationToken cancellation = default) =>
        inner.FindByKeyAsync(who, key, cancellation);

    public Task<JobRow?> FindAsync(JobId job, CancellationToken cancellation = default) => inner.FindAsync(job, cancellation);

    public Task<JobTable?> TableAsync(JobId job, CancellationToken cancellation = default) => inner.TableAsync(job, cancellation);

    public Task<JobChanges?> ChangesAsync(JobId job, long cursor, CancellationToken cancellation = default) =>
        inner.ChangesAsync(job, cursor, cancellation);

    public virtual Task<Written<JobRow>> CommandAsync(JobId job, JobCommand command, OperationBy by, CancellationToken cancellation = default) =>
        inner.CommandAsync(job, command, by, cancellation);

    public virtual Task<Written<JobRow>> SettleAsync(SettleJob settle, CancellationToken cancellation = default) =>
        inner.SettleAsync(settle, cancellation);

    public Task<IReadOnlyList<JobId>> UnfinishedAsync(CancellationToken cancellation = default) => inner.UnfinishedAsync(cancellation);

    public Task<IReadOnlyList<JobRow>> ListAsync(int limit, JobId? after, ManagerId? manager, CancellationToken cancellation = default) =>
        inner.ListAsync(limit, after, manager, cancellation);

    public Task<IReadOnlyList<OperationRow>> OperationsAsync(JobId job, CancellationToken cancellation = default) =>
        inner.OperationsAsync(job, cancellation);
}
