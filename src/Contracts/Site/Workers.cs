using System.Text.Json;
using System.Text.Json.Serialization;

namespace Flamenco.Contracts.Site;

/// <summary>Body of <c>POST /api/v3/worker/register-worker</c>.</summary>
public sealed record WorkerRegistration
{
    public required string Name { get; init; }

    /// <summary>Chosen by the Worker; from then on its password. 32 random bytes in hexadecimal.</summary>
    public required string Secret { get; init; }

    /// <summary><c>linux</c>, <c>windows</c>, <c>darwin</c>: decides which values of the site's variables it gets.</summary>
    public required string Platform { get; init; }

    public required IReadOnlyList<string> SupportedTaskTypes { get; init; }
}

/// <summary>Answer to a registration.</summary>
public sealed record RegisteredWorker
{
    public required Guid Uuid { get; init; }

    public required string Name { get; init; }

    public required string Address { get; init; }

    /// <summary>Empty until the Worker has signed on.</summary>
    public required string Status { get; init; }

    public required string Software { get; init; }

    public required string Platform { get; init; }

    public required IReadOnlyList<string> SupportedTaskTypes { get; init; }
}

/// <summary>Body of <c>POST /api/v3/worker/sign-on</c>.</summary>
public sealed record WorkerSignOn
{
    public required string Name { get; init; }

    public required IReadOnlyList<string> SupportedTaskTypes { get; init; }

    public required string SoftwareVersion { get; init; }

    public bool CanRestart { get; init; }
}

/// <summary>A status that the Server wants a Worker to take.</summary>
public sealed record WorkerStateChange
{
    public required string StatusRequested { get; init; }
}

/// <summary>Body of <c>POST /api/v3/worker/state-changed</c>.</summary>
public sealed record WorkerStateChanged
{
    public required string Status { get; init; }

    /// <summary>Which life of the Worker says so, our addition. Old clients send none.</summary>
    public long? Life { get; init; }
}

/// <summary>
/// Body of <c>POST /api/v3/worker/task</c>, our addition: who asks, and what this Worker runs. Old clients send none.
/// </summary>
public sealed record TaskAsk
{
    /// <summary>How long the Manager may let the Worker wait for a task. Seconds, 0 to 60; absent: 0.</summary>
    public int WaitSeconds { get; init; }

    /// <summary>This life of the Worker's process: rises with each start. From 1; absent where <see cref="Ask"/> is.</summary>
    public long Life { get; init; }

    /// <summary>Which of the Worker's slots asks. From 0.</summary>
    public int Slot { get; init; }

    /// <summary>Rises with each ask of the slot, over restarts too. From 1; absent: the Worker runs nothing and has one slot.</summary>
    public long Ask { get; init; }

    /// <summary>Attempts that run, or whose result is not acknowledged yet.</summary>
    public IReadOnlyList<AttemptRef> Attempts { get; set; } = [];

    /// <summary>Per slot the highest ask whose answer will not be taken any more.</summary>
    public IReadOnlyList<ClosedAsk> Closed { get; set; } = [];
}

public sealed record AttemptRef
{
    public required Guid Task { get; init; }

    /// <summary>From 1.</summary>
    public required int Attempt { get; init; }
}

public sealed record ClosedAsk
{
    public required int Slot { get; init; }

    public required long Ask { get; init; }
}

/// <summary>Body of <c>POST /api/v3/worker/alive</c>, our addition: a sign of life for all slots at once.</summary>
public sealed record WorkerAlive
{
    public required long Life { get; init; }

    public IReadOnlyList<AttemptRef> Attempts { get; set; } = [];

    public IReadOnlyList<ClosedAsk> Closed { get; set; } = [];
}

/// <summary>Answer to a sign of life.</summary>
public sealed record WorkerAliveAnswer
{
    /// <summary>Attempts that are not this Worker's any more: kill their processes.</summary>
    public IReadOnlyList<AttemptRef> Stop { get; set; } = [];

    /// <summary>A status that the Worker must take now; absent: none.</summary>
    public string? StatusRequested { get; init; }
}

/// <summary>A task with everything that a Worker needs to execute it. Variables in its commands are expanded.</summary>
public sealed record AssignedTask
{
    public required Guid Uuid { get; init; }

    public required Guid Job { get; init; }

    public required string Name { get; init; }

    public required string Status { get; init; }

    public required int Priority { get; init; }

    public required int JobPriority { get; init; }

    public required string JobType { get; init; }

    public required string TaskType { get; init; }

    public required IReadOnlyList<Command> Commands { get; init; }

    public int StepsCompleted { get; init; }

    public required int StepsTotal { get; init; }

    /// <summary>Our addition: the number of this assignment; updates and log chunks name it.</summary>
    public int? Attempt { get; init; }
}

/// <summary>One command of a task.</summary>
public sealed record Command
{
    public required string Name { get; init; }

    /// <summary>A JSON object; its members depend on the command.</summary>
    public required JsonElement Parameters { get; init; }

    /// <summary>Steps that the command reports by itself; 0 if none.</summary>
    public int TotalStepCount { get; init; }
}

/// <summary>Body of <c>POST /api/v3/worker/task/{id}</c>. Everything is optional.</summary>
public sealed record TaskUpdate
{
    /// <summary><c>active</c>, <c>completed</c> or <c>failed</c>.</summary>
    [JsonPropertyName("taskStatus")]
    public string? TaskStatus { get; init; }

    /// <summary>The last line about the task, for people.</summary>
    public string? Activity { get; init; }

    /// <summary>Appended to the task's log. Our own Workers send log chunks with offsets instead.</summary>
    public string? Log { get; init; }

    public int? StepsCompleted { get; init; }

    /// <summary>Our addition: the attempt that this is about; absent from Flamenco 3 Workers.</summary>
    public int? Attempt { get; init; }

    /// <summary>Our addition: rises with each update of an attempt, so that a repeated one is known. From 1.</summary>
    public long? UpdateNumber { get; init; }
}

/// <summary>Answer to <c>GET /api/v3/worker/task/{id}/may-i-run</c>.</summary>
public sealed record MayKeepRunning
{
    [JsonPropertyName("mayKeepRunning")]
    public required bool MayRun { get; init; }

    public required string Reason { get; init; }

    [JsonPropertyName("statusChangeRequested")]
    public required bool StatusChangeRequested { get; init; }
}

/// <summary>Answer to a log chunk that does not follow what the Manager has: where to go on.</summary>
public sealed record LogOffset
{
    /// <summary>Bytes of this attempt's log that the Manager has.</summary>
    public required long Offset { get; init; }
}
