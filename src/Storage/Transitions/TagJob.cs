using Flamenco.Domain.Identity;
using Flamenco.Storage.Jobs;

namespace Flamenco.Storage.Transitions;

/// <summary>A job is for other Workers from now on. A new generation: nothing is handed out that was chosen by the old tag.</summary>
/// <param name="id">Which job.</param>
/// <param name="tag">Only Workers with this tag; null: everybody.</param>
/// <param name="by">Who asks.</param>
internal sealed class TagJob(JobId id, TagId? tag, OperationBy by) : Operation(id, by, $"tag-job {id} {tag}")
{
    protected override Commanded Carry(Rows rows, JobRow job)
    {
        var wanted = tag?.ToString();
        if (job.Sweep is not null)
            return new Commanded.JobBusy(job);
        if (job.WorkerTag == wanted)
            return new Commanded.Repeated(job);

        rows.Operations.Add(new OperationEntry(job.Id, By.Who, "tag", wanted is null ? "for all Workers" : $"only for Workers with the tag {wanted}"));
        rows.Audits.Add(new AuditEntry(By, "tag-job", job.Id.ToString(), job.WorkerTag ?? "", wanted ?? ""));
        return new Commanded.Applied(rows.Put(job with { WorkerTag = wanted, Generation = job.Generation + 1, LastOperation = By.Operation }));
    }
}
