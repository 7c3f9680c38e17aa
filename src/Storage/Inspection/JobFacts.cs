using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;

namespace Flamenco.Storage.Inspection;

/// <summary>All rows with one job's id, as of one moment: just what the rules look at.</summary>
internal sealed record JobFacts
{
    public required Guid Id { get; init; }

    /// <summary>The job's own row; null: there is none.</summary>
    public JobColumns? Job { get; init; }

    /// <summary>Its tasks by number, each with its attempts.</summary>
    public IReadOnlyList<TaskColumns> Tasks { get; init; } = [];

    /// <summary>Attempts of tasks that are not there.</summary>
    public IReadOnlyList<AttemptColumns> StrayAttempts { get; init; } = [];

    /// <summary>The pages with its commands, by number.</summary>
    public IReadOnlyList<long> CommandPages { get; init; } = [];

    /// <summary>Its operation log, in order.</summary>
    public IReadOnlyList<LogLine> Log { get; init; } = [];

    /// <summary>What people did to it or its tasks, as the audit log has it.</summary>
    public IReadOnlyList<AuditLine> Audits { get; init; } = [];

    /// <summary>Entries of its blocklist.</summary>
    public int Blocked { get; init; }

    /// <summary>Is there a tombstone, which a delete leaves?</summary>
    public bool IsBuried { get; init; }

    /// <summary>Does a site keep logs of it?</summary>
    public bool HasLogs { get; init; }

    /// <summary>Its row, if it is one whose other rows are all there: neither half made nor half gone.</summary>
    public JobColumns? Whole => Job is { } job && job.Status.IsVisible() ? job : null;
}

/// <summary>Of a job's row.</summary>
internal sealed record JobColumns
{
    public required JobStatus Status { get; init; }

    public required DateTimeOffset Updated { get; init; }

    public required TaskCounts Counts { get; init; }

    public required long StepsCompleted { get; init; }

    public required long StepsTotal { get; init; }

    public Sweep Sweep { get; init; }

    /// <summary>The first task that the sweep has not reached.</summary>
    public long SweepNext { get; init; }

    public JobStatus SweepAfter { get; init; }
}

/// <summary>Of a task's row.</summary>
internal sealed record TaskColumns
{
    public required uint Number { get; init; }

    public required RenderTaskStatus Status { get; init; }

    public required int Attempt { get; init; }

    public required int? Held { get; init; }

    public required int StepsCompleted { get; init; }

    public required int StepsTotal { get; init; }

    public required IReadOnlyList<uint> DependsOn { get; init; }

    /// <summary>Its attempts by number.</summary>
    public IReadOnlyList<AttemptColumns> Attempts { get; init; } = [];

    /// <summary>Its last attempt, if it is there.</summary>
    public AttemptColumns? Last => Attempts is [.., var last] && last.Attempt == Attempt ? last : null;

    public bool HasStatus => Enum.IsDefined(Status);
}

/// <summary>Of an attempt's row.</summary>
internal sealed record AttemptColumns
{
    public required uint Task { get; init; }

    public required int Attempt { get; init; }

    public required Guid Worker { get; init; }

    public required int Slot { get; init; }

    public required AttemptOutcome Outcome { get; init; }

    public required bool Held { get; init; }

    public required DateTimeOffset Assigned { get; init; }
}

/// <summary>Of a line of a job's operation log.</summary>
internal sealed record LogLine(int Sequence, string Who, string What);

/// <summary>Lines of the audit log that say the same.</summary>
/// <param name="Task">Null: about the job as a whole.</param>
/// <param name="Who">Who did it.</param>
/// <param name="What">What.</param>
/// <param name="Times">How often.</param>
internal sealed record AuditLine(uint? Task, string Who, string What, int Times)
{
    /// <summary>A line with the job that it is about; null: it is about something else.</summary>
    public static (Guid Job, AuditLine Line)? Of(string target, string who, string what, int times)
    {
        if (!Guid.TryParse(target, out var id))
            return null;
        if (TaskId.From(id) is { } task)
            return (task.Job.Value, new AuditLine(task.Number, who, what, times));
        return JobId.From(id) is { } job ? (job.Value, new AuditLine(Task: null, who, what, times)) : null;
    }
}
