using System.Text.Json;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Scheduling;
using Flamenco.Domain.Tasks;
using Flamenco.Grains.Interfaces.Jobs;
using Flamenco.Storage.Jobs;

namespace Flamenco.Grains.Jobs;

/// <summary>Jobs as people see them.</summary>
internal static class JobViews
{
    public static JobView From(JobRow job) => new()
    {
        Id = job.Id,
        Name = job.Name,
        Type = job.Type,
        Priority = job.Priority,
        Settings = job.Settings,
        Metadata = JsonSerializer.Deserialize<Dictionary<string, string>>(job.Metadata) ?? [],
        ShamanCheckoutId = job.ShamanCheckout,
        WorkerTag = job.WorkerTag,
        Created = job.Created,
        Updated = job.Updated,
        Status = job.Status.Wire(),
        Activity = job.Activity,
        StepsCompleted = job.StepsCompleted,
        StepsTotal = job.StepsTotal,
        Manager = job.Manager,
        SubmittedBy = job.SubmittedBy,
        TaskCounts = RenderTaskStatuses.All
            .Where(status => job.Counts[status] != 0)
            .ToDictionary(status => status.Wire(), status => job.Counts[status]),
        Sweep = job.Sweep is { } sweep ? new SweepView(sweep.Kind.Wire(), (int)Math.Min(sweep.Next - 1, job.Counts.Total)) : null,
    };

    public static JobView From(JobRow job, TaskTable table) => From(job) with
    {
        StepsByType = table.Steps.ToDictionary(type => type.Key, type => new StepCountView(type.Value.Completed, type.Value.Total)),
    };
}
