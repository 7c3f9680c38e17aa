using System.Security.Cryptography;
using System.Text;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Scheduling;
using Flamenco.Storage.Jobs;

namespace Flamenco.Storage.Transitions;

/// <summary>Workers may again get tasks of a job that they were kept from. A new generation, so that nobody gives up tasks that they may try now.</summary>
/// <param name="id">Which job.</param>
/// <param name="entries">What the person asks for.</param>
/// <param name="known">What of it is on the list.</param>
/// <param name="by">Who asks.</param>
internal sealed class Unblock(JobId id, IReadOnlyList<BlocklistEntry> entries, IReadOnlyList<BlocklistRow> known, OperationBy by)
    : Operation(id, by, $"unblock {id} {Digest(entries)}")
{
    protected override Commanded Carry(Rows rows, JobRow job)
    {
        if (job.Sweep is not null)
            return new Commanded.JobBusy(job);
        if (known.Count is 0)
            return new Commanded.Repeated(job);

        foreach (var row in known)
            rows.Unblock(job.Id, row.Entry);

        var who = string.Join(", ", known.Select(row => $"{row.WorkerName} ({row.Entry.TaskType})"));
        rows.Operations.Add(new OperationEntry(job.Id, By.Who, "unblocked", $"{who}, {JobChange.ReasonOf(By)}"));
        rows.Audits.Add(new AuditEntry(By, "unblock", job.Id.ToString(), who, ""));
        return new Commanded.Applied(rows.Put(job with { Generation = job.Generation + 1, LastOperation = By.Operation }));
    }

    private static string Digest(IEnumerable<BlocklistEntry> entries) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', entries.Select(entry => $"{entry.Worker} {entry.TaskType}").Distinct().Order(StringComparer.Ordinal)))));
}
