using Flamenco.Contracts.Site;

namespace Flamenco.Contracts.Server;

/// <summary>A part of a list. Ask again with <c>after</c> = <see cref="Next"/> for what follows.</summary>
public sealed record JobPage
{
    public required IReadOnlyList<Job> Jobs { get; init; }

    /// <summary>Opaque; absent at the end.</summary>
    public string? Next { get; init; }
}

/// <inheritdoc cref="JobPage"/>
public sealed record TaskPage
{
    public required IReadOnlyList<TaskSummary> Tasks { get; init; }

    /// <inheritdoc cref="JobPage.Next"/>
    public string? Next { get; init; }
}

/// <summary>A Worker as an admin sees it.</summary>
public sealed record Worker
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    /// <summary><c>starting</c>, <c>awake</c>, <c>asleep</c>, <c>testing</c>, <c>error</c>, <c>offline</c> or <c>restart</c>.</summary>
    public required string Status { get; init; }

    public required Guid Manager { get; init; }

    public required string Platform { get; init; }

    public required string Address { get; init; }

    /// <summary>The Worker's software version.</summary>
    public required string Version { get; init; }

    public required IReadOnlyList<string> SupportedTaskTypes { get; init; }

    /// <summary>Ids of the tags that it is a member of; absent in answers of older Servers.</summary>
    public IReadOnlyList<Guid>? Tags { get; init; }

    public required DateTimeOffset Registered { get; init; }

    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>Attempts that it holds now.</summary>
    public IReadOnlyList<AttemptRef>? Attempts { get; init; }
}

public sealed record WorkerPage
{
    public required IReadOnlyList<Worker> Workers { get; init; }

    /// <inheritdoc cref="JobPage.Next"/>
    public string? Next { get; init; }
}

/// <summary>A studio site's Manager as an admin sees it.</summary>
public sealed record Manager
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Where it can be reached; absent until it has announced itself.</summary>
    public string? Url { get; init; }

    public string? Version { get; init; }

    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>Jobs that offer work to this Manager's Workers now.</summary>
    public int? OpenJobs { get; init; }

    public required int Workers { get; init; }
}

public sealed record ManagerPage
{
    public required IReadOnlyList<Manager> Managers { get; init; }

    /// <inheritdoc cref="JobPage.Next"/>
    public string? Next { get; init; }
}

/// <summary>One line of a job's operation log.</summary>
public sealed record OperationLogEntry
{
    /// <summary>Rises by one within a job, from 1.</summary>
    public required int Sequence { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Whose doing: a person's name, or <c>server</c>.</summary>
    public required string Who { get; init; }

    /// <summary><c>submitted</c>, <c>active</c>, <c>completed</c>, …</summary>
    public required string What { get; init; }

    /// <summary>In words.</summary>
    public required string Detail { get; init; }
}

public sealed record OperationLogPage
{
    public required IReadOnlyList<OperationLogEntry> Entries { get; init; }

    /// <inheritdoc cref="JobPage.Next"/>
    public string? Next { get; init; }
}

/// <summary>Answer to <c>GET /api/v1/cluster/gateways</c>: where a Manager's Orleans client finds the Server.</summary>
public sealed record ClusterGateways
{
    public required string ClusterId { get; init; }

    public required string ServiceId { get; init; }

    /// <summary>Orleans gateway addresses, <c>gwy.tcp://ADDRESS:PORT/GENERATION</c>.</summary>
    public required IReadOnlyList<string> Gateways { get; init; }

    /// <summary>The Manager that the key belongs to.</summary>
    public required Guid Manager { get; init; }
}

/// <summary>Content of <c>endpoints.json</c> in the data folder.</summary>
public sealed record Endpoints
{
    public required string Server { get; init; }

    public required string Manager { get; init; }

    /// <summary>All nodes of a Server of several silos, <see cref="Server"/> among them.</summary>
    public IReadOnlyList<string>? Servers { get; init; }
}

/// <summary>Workers that get no more tasks of some types of a job. Answer to <c>GET /api/v1/jobs/{id}/blocklist</c>, and what its <c>DELETE</c> takes.</summary>
public sealed record JobBlocklist
{
    /// <summary>By the Workers' names. To remove: 1 to 1,000.</summary>
    public required IReadOnlyList<JobBlocklistEntry> Entries { get; init; }
}

/// <summary>One Worker that gets no more tasks of one type of a job.</summary>
public sealed record JobBlocklistEntry
{
    public required Guid WorkerId { get; init; }

    public required string TaskType { get; init; }

    /// <summary>For people; not needed to remove the entry.</summary>
    public string? WorkerName { get; init; }
}

/// <summary>What deleting a job removes, and what it leaves. Answer to <c>GET /api/v1/jobs/{id}/deletion</c>.</summary>
public sealed record JobDeletion
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Tasks that go, with their attempts and logs.</summary>
    public required int Tasks { get; init; }

    /// <summary>Those of them that run now and are stopped.</summary>
    public required int RunningTasks { get; init; }

    public required long StepsCompleted { get; init; }

    public required long StepsTotal { get; init; }

    /// <summary>Does the job's checkout in the site's file store go, too?</summary>
    public required bool ShamanCheckout { get; init; }

    /// <summary>What stays, in words.</summary>
    public required IReadOnlyList<string> Stays { get; init; }
}
