using System.Text.Json;
using System.Text.Json.Serialization;
using Flamenco.Contracts.Server;

namespace Flamenco.Contracts.Site;

/// <summary>Body of <c>POST /api/v3/jobs</c> and of <c>POST /api/v1/jobs</c>.</summary>
public sealed record SubmittedJob
{
    public required string Name { get; init; }

    /// <summary>The job type's name.</summary>
    public required string Type { get; init; }

    /// <summary>Higher first. 0 to 100.</summary>
    public int Priority { get; set; } = 50;

    /// <summary><c>linux</c>, <c>windows</c>, <c>darwin</c>, or <c>manager</c> for the Manager's own.</summary>
    public string SubmitterPlatform { get; set; } = "manager";

    /// <summary>The job type's etag that the submitter knows; absent: any.</summary>
    public string? TypeEtag { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? Settings { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    public JobStorage? Storage { get; init; }

    /// <summary>Only Workers with this tag; absent or empty: any.</summary>
    public string? WorkerTag { get; init; }

    /// <summary><c>queued</c> or <c>paused</c>; absent: queued.</summary>
    public string? InitialStatus { get; init; }

    /// <summary>Our addition, Server API: the Manager whose Workers do it; absent: the only one there is.</summary>
    public Guid? Manager { get; init; }
}

public sealed record JobStorage
{
    public string? ShamanCheckoutId { get; init; }
}

/// <summary>A job, on both APIs. What only the Server API has is absent on the site API.</summary>
public sealed record Job
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required string Type { get; init; }

    public required int Priority { get; init; }

    /// <summary>Always empty, as in Flamenco 3.</summary>
    public required string SubmitterPlatform { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? Settings { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    public JobStorage? Storage { get; init; }

    public string? WorkerTag { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required DateTimeOffset Updated { get; init; }

    public required string Status { get; init; }

    /// <summary>A sentence about the latest change of status.</summary>
    public required string Activity { get; init; }

    public required long StepsCompleted { get; init; }

    public required long StepsTotal { get; init; }

    /// <summary>Server API: the Manager whose Workers do it.</summary>
    public Guid? Manager { get; init; }

    /// <summary>Server API: who submitted it.</summary>
    public string? SubmittedBy { get; init; }

    /// <summary>Server API: status to number of tasks, without zeros.</summary>
    public IReadOnlyDictionary<string, int>? TaskCounts { get; init; }

    /// <summary>Server API, single job: task type to its steps; those of <c>blender</c> tasks are frames.</summary>
    public IReadOnlyDictionary<string, StepCount>? StepsByType { get; init; }

    /// <summary>Server API: the command that is being carried to its tasks; absent: none.</summary>
    public JobSweep? Sweep { get; init; }
}

public sealed record StepCount
{
    public required long Completed { get; init; }

    public required long Total { get; init; }
}

/// <summary>Answer to <c>GET /api/v3/jobs</c>.</summary>
public sealed record JobList
{
    public required IReadOnlyList<Job> Jobs { get; init; }
}

/// <summary>Answer to <c>GET /api/v3/jobs/types</c>.</summary>
public sealed record AvailableJobTypes
{
    public required IReadOnlyList<AvailableJobType> JobTypes { get; init; }
}

public sealed record AvailableJobType
{
    public required string Name { get; init; }

    public required string Label { get; init; }

    public string? Description { get; init; }

    public required IReadOnlyList<AvailableJobSetting> Settings { get; init; }

    public required string Etag { get; init; }
}

public sealed record AvailableJobSetting
{
    public required string Key { get; init; }

    /// <summary><c>string</c>, <c>int32</c>, <c>float</c>, <c>bool</c>.</summary>
    public required string Type { get; init; }

    public string? Subtype { get; init; }

    public IReadOnlyList<string>? Choices { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? Propargs { get; init; }

    public string? Description { get; init; }

    public string? Label { get; init; }

    public JsonElement? Default { get; init; }

    public string? Eval { get; init; }

    [JsonPropertyName("evalInfo")]
    public EvalInfo? EvalInfo { get; init; }

    public string? Visible { get; init; }

    public bool? Required { get; init; }

    public bool? Editable { get; init; }
}

public sealed record EvalInfo
{
    [JsonPropertyName("showLinkButton")]
    public required bool ShowLinkButton { get; init; }

    public required string Description { get; init; }
}

/// <summary>Answer to <c>GET /api/v3/jobs/{id}/tasks</c>.</summary>
public sealed record JobTasks
{
    public required IReadOnlyList<TaskSummary> Tasks { get; init; }
}

public sealed record TaskSummary
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required string Status { get; init; }

    /// <summary>From 1.</summary>
    public required long IndexInJob { get; init; }

    public required int Priority { get; init; }

    public required string TaskType { get; init; }

    public required DateTimeOffset Updated { get; init; }

    public required int StepsCompleted { get; init; }

    public required int StepsTotal { get; init; }

    public TaskWorker? Worker { get; init; }

    /// <summary>Our addition: the last line about the task.</summary>
    public string? Activity { get; init; }
}

/// <summary>A task, on both APIs. Variables in its commands are not expanded.</summary>
public sealed record RenderTask
{
    public required Guid Id { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required DateTimeOffset Updated { get; init; }

    public required Guid JobId { get; init; }

    /// <summary>From 1.</summary>
    public required long IndexInJob { get; init; }

    public required string Name { get; init; }

    public required string Status { get; init; }

    public required int Priority { get; init; }

    public required string TaskType { get; init; }

    public required string Activity { get; init; }

    public required IReadOnlyList<Command> Commands { get; init; }

    public required int StepsCompleted { get; init; }

    public required int StepsTotal { get; init; }

    public TaskWorker? Worker { get; init; }

    public DateTimeOffset? LastTouched { get; init; }

    public IReadOnlyList<TaskWorker>? FailedByWorkers { get; init; }

    /// <summary>Our addition: the number of the last assignment; 0 for none.</summary>
    public int? Attempt { get; init; }

    /// <summary>Our addition, Server API: every assignment, oldest first.</summary>
    public IReadOnlyList<TaskAttempt>? Attempts { get; init; }

    /// <summary>Our addition: tasks that must be completed first.</summary>
    public IReadOnlyList<Guid>? DependsOn { get; init; }
}

public sealed record TaskWorker
{
    /// <summary>Empty where there is none.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Address { get; init; }
}

/// <summary>One assignment of a task to one Worker.</summary>
public sealed record TaskAttempt
{
    public required int Attempt { get; init; }

    public required Guid Worker { get; init; }

    /// <summary><c>open</c>, <c>completed</c>, <c>failed</c>, <c>expired</c> or <c>revoked</c>.</summary>
    public required string Outcome { get; init; }

    public required DateTimeOffset Assigned { get; init; }

    public DateTimeOffset? Ended { get; init; }

    public string? Reason { get; init; }
}

/// <summary>Answer to <c>GET /api/v3/tasks/{id}/log</c>.</summary>
public sealed record TaskLogInfo
{
    public required Guid TaskId { get; init; }

    public required Guid JobId { get; init; }

    /// <summary>Where the text is, relative to the Manager.</summary>
    public required string Url { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }
}
