namespace Flamenco.Contracts.Site;

/// <summary>Body of <c>POST jobs/{id}/setpriority</c>, and of the Server's <c>POST jobs/{id}/priority</c>.</summary>
public sealed record JobPriorityChange
{
    /// <summary>Higher first. 0 to 100.</summary>
    public required int Priority { get; init; }
}

/// <summary>Body of <c>POST workers/{id}/settags</c>, and of the Server's <c>PUT workers/{id}/tags</c>.</summary>
public sealed record WorkerTagChange
{
    /// <summary>All tags that the Worker is to have, by their ids; at most 1,000.</summary>
    public required IReadOnlyList<Guid> TagIds { get; init; }
}

/// <summary>Body of <c>POST jobs/{id}/settag</c>, and of the Server's <c>POST jobs/{id}/tag</c>. Neither: the job is for all Workers.</summary>
public sealed record JobTagChange
{
    public Guid? Id { get; init; }

    /// <summary>Counts if there is no id.</summary>
    public string? Name { get; init; }
}

/// <summary>Body of <c>POST /api/v3/jobs/{id}/setstatus</c>.</summary>
public sealed record JobStatusChange
{
    /// <summary><c>cancel-requested</c>, <c>pause-requested</c> or <c>requeueing</c>; <c>queued</c> resumes a paused job.</summary>
    public required string Status { get; init; }

    public required string Reason { get; init; }
}

/// <summary>Body of <c>POST tasks/{id}/setstatus</c>.</summary>
public sealed record TaskStatusChange
{
    /// <summary><c>canceled</c>, or <c>queued</c> to do it again.</summary>
    public required string Status { get; init; }

    public required string Reason { get; init; }
}
