using Flamenco.Domain.Identity;
using Flamenco.Domain.Tasks;

namespace Flamenco.Domain.Scheduling;

/// <summary>What the scheduler knows of one task.</summary>
/// <param name="Number">Unique in the job, from 1, in the order of the job type.</param>
/// <param name="Type">Which Workers can run it.</param>
/// <param name="Priority">Higher first.</param>
/// <param name="Status">As stored.</param>
/// <param name="Attempt">The last attempt number given; 0 for none.</param>
/// <param name="Held">May a revoked attempt still run?</param>
/// <param name="Version">Rises with every write of the row.</param>
/// <param name="StepsCompleted">0 to <paramref name="StepsTotal"/>.</param>
/// <param name="StepsTotal">At least 1.</param>
/// <param name="DependsOn">Numbers of tasks that must be completed first.</param>
/// <param name="FailedBy">Workers that failed it.</param>
public sealed record TaskRow(
    uint Number,
    string Type,
    int Priority,
    RenderTaskStatus Status,
    int Attempt,
    bool Held,
    int Version,
    int StepsCompleted,
    int StepsTotal,
    IReadOnlyList<uint> DependsOn,
    IReadOnlyList<WorkerId> FailedBy);

/// <summary>What changes about a task, as the store has it after a write.</summary>
public sealed record TaskChange(
    uint Number,
    RenderTaskStatus Status,
    int Attempt,
    bool Held,
    int Version,
    int StepsCompleted,
    IReadOnlyList<WorkerId> FailedBy);

/// <summary>A Worker that no longer gets tasks of this type of a job.</summary>
public sealed record BlocklistEntry(string TaskType, WorkerId Worker);
