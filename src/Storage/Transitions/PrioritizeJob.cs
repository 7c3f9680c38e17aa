using System.Globalization;
using Flamenco.Domain.Identity;
using Flamenco.Storage.Jobs;

namespace Flamenco.Storage.Transitions;

/// <summary>A job gets another priority. It raises no generation: an order of work is no reason to refuse work.</summary>
internal sealed class PrioritizeJob(JobId id, int priority, OperationBy by) : Operation(id, by, $"prioritize-job {id} {priority}")
{
    protected override Commanded Carry(Rows rows, JobRow job)
    {
        if (job.Priority == priority)
            return new Commanded.Repeated(job);

        rows.Operations.Add(new OperationEntry(job.Id, By.Who, "priority", $"from {job.Priority} to {priority}"));
        rows.Audits.Add(new AuditEntry(
            By, "prioritize-job", job.Id.ToString(), job.Priority.ToString(CultureInfo.InvariantCulture), priority.ToString(CultureInfo.InvariantCulture)));
        return new Commanded.Applied(rows.Put(job with { Priority = priority, LastOperation = By.Operation }));
    }
}
