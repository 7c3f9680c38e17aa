namespace Flamenco.Contracts.Server;

/// <summary>Answer to <c>GET /api/v1/jobs|tasks|workers/{id}/why</c>: the scheduler's own reason, as data and in words.</summary>
public sealed record Why
{
    /// <summary>
    /// <c>may-start</c>, <c>running</c>, <c>being-assigned</c>, <c>completed</c>, <c>failed</c>, <c>canceled</c>, <c>paused</c>,
    /// <c>sweep-under-way</c>, <c>job-does-not-run</c>, <c>held</c>, <c>waits-for-tasks</c>, <c>no-worker-of-type</c>, <c>no-worker-with-tag</c>,
    /// <c>nobody-is-left</c>, <c>no-worker-awake</c>, <c>workers-busy</c>; of a Worker also <c>not-awake</c>, <c>status-requested</c>,
    /// <c>nothing-offered</c>, <c>kept-from</c>.
    /// </summary>
    public required string Code { get; init; }

    /// <summary>A sentence for people, without a full stop.</summary>
    public required string Words { get; init; }

    /// <summary>Tasks that it is about; at most 100.</summary>
    public required IReadOnlyList<Guid> Tasks { get; init; }

    /// <summary>Workers that it is about; at most 100.</summary>
    public required IReadOnlyList<Guid> Workers { get; init; }

    /// <summary>Jobs that it is about; at most 100.</summary>
    public required IReadOnlyList<Guid> Jobs { get; init; }

    /// <summary>Tasks of the same job and type that are handed out before it.</summary>
    public required int Before { get; init; }
}
