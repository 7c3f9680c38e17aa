using Flamenco.Domain.Identity;
using Flamenco.Storage.Inspection;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Tasks;

namespace Flamenco.Storage.Memory;

/// <summary>Looks through the store in memory.</summary>
public sealed class MemoryInspection(MemoryDatabase database, TimeProvider time) : IInspection
{
    public Task<InspectionReport> InspectAsync(InspectionRequest wanted, CancellationToken cancellation = default) => database.RunAsync(
        rows =>
        {
            var inspector = new Inspector(wanted, time.GetUtcNow());
            var audits = rows.Audit
                .Select(audit => AuditLine.Of(audit.Entry.Target, audit.Entry.By.Who, audit.Entry.What, times: 1))
                .OfType<(Guid Job, AuditLine Line)>()
                .ToLookup(audit => audit.Job, audit => audit.Line);
            foreach (var id in rows.Jobs.Keys.Select(job => job.Value).Union(audits.Select(audit => audit.Key)).Union(wanted.LoggedJobs ?? []))
                inspector.Judge(Facts(rows, id, [.. audits[id]]));
            return inspector.Conclude(new WorkerFacts(
                rows.Workers.Values.ToDictionary(worker => worker.Id.Value, worker => worker.Manager.Value),
                rows.Managers.Keys.Select(site => site.Value).ToHashSet(),
                rows.Leases.Keys.Select(site => site.Value).ToHashSet()));
        },
        cancellation);

    private static JobFacts Facts(MemoryRows rows, Guid id, IReadOnlyList<AuditLine> audits)
    {
        var job = JobId.From(id);
        var known = job is { } key ? rows.Jobs.GetValueOrDefault(key) : null;
        return new JobFacts
        {
            Id = id,
            Job = known is null ? null : Columns(known.Row),
            Tasks = [.. known?.Tasks.Values.Select(Columns) ?? []],
            CommandPages = [.. known?.Pages.Order() ?? Enumerable.Empty<long>()],
            Log = [.. known?.Operations.Select(line => new LogLine(line.Sequence, line.Who, line.What)) ?? []],
            Audits = audits,
            Blocked = known?.Blocklist.Count ?? 0,
            IsBuried = job is { } buried && rows.Tombstones.ContainsKey(buried),
        };
    }

    private static JobColumns Columns(JobRow job) => new()
    {
        Status = job.Status,
        Updated = job.Updated,
        Counts = job.Counts,
        StepsCompleted = job.StepsCompleted,
        StepsTotal = job.StepsTotal,
        Sweep = job.SweepKind,
        SweepNext = job.Sweep?.Next ?? 0,
        SweepAfter = job.Sweep?.After ?? default,
    };

    private static TaskColumns Columns(MemoryTask task) => new()
    {
        Number = task.Row.Id.Number,
        Status = task.Row.Status,
        Attempt = task.Row.Attempt,
        Held = task.Row.Held,
        StepsCompleted = task.Row.StepsCompleted,
        StepsTotal = task.Row.StepsTotal,
        DependsOn = task.Row.DependsOn,
        Attempts = [.. task.Attempts.Select(Columns)],
    };

    private static AttemptColumns Columns(AttemptRow attempt) => new()
    {
        Task = attempt.Task.Number,
        Attempt = attempt.Attempt,
        Worker = attempt.Worker.Value,
        Slot = attempt.Slot,
        Outcome = attempt.Outcome,
        Held = attempt.Held,
        Assigned = attempt.Assigned,
    };
}
