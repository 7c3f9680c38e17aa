using Flamenco.Domain.Jobs;
using Flamenco.Storage.Jobs;

namespace Flamenco.Storage.Transitions;

/// <summary>A job whose tasks are all stored becomes one that people see: the small write that makes a large submission atomic.</summary>
internal sealed class Publish(NewJob job) : Transition<PublishVerdict>
{
    public override RowKeys Keys => new(job.Id, Key: Key);

    private PersonsKey? Key => job.By.Key is { } key ? new PersonsKey(job.By.Who, key) : null;

    protected override PublishVerdict Judge(Rows rows)
    {
        if (Key is { } key && rows.Key(key) is { } known)
            return new PublishVerdict.KeyTaken(known);
        if (rows.JobOfAnyStatus(job.Id) is not { Status: JobStatus.UnderConstruction } made)
            return new PublishVerdict.Gone();

        if (Key is { } mine)
            rows.Add(new KeyRow(mine, job.Id, job.Fingerprint));
        rows.Operations.AddRange(job.Log());
        rows.Audits.Add(job.Audit());
        var status = job.Paused ? JobStatus.Paused : JobStatus.Queued;
        return new PublishVerdict.Published(rows.Put(made with { Status = status, Activity = $"{status.Wire()}: submitted by {job.By.Who}" }));
    }

    public override bool BearsItsMark(Rows rows) => rows.Job(job.Id) is not null;
}

/// <summary>What publishing a job leads to. Exactly one of these.</summary>
internal abstract record PublishVerdict
{
    public sealed record Published(JobRow Job) : PublishVerdict;

    /// <summary>Somebody was faster under the same idempotency key.</summary>
    public sealed record KeyTaken(KeyRow By) : PublishVerdict;

    /// <summary>The job is not under construction any more.</summary>
    public sealed record Gone : PublishVerdict;
}
