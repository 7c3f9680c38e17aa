namespace Flamenco.Storage.Inspection;

/// <summary>Something that must hold in every farm at every moment. These and no others.</summary>
public sealed record Invariant
{
    private Invariant(string id, string promise, string unit)
    {
        Id = id;
        Promise = promise;
        Unit = unit;
    }

    public static Invariant Counters { get; } = new("I1", "a job's counters and steps are those of its tasks", "jobs");

    public static Invariant OneOpenAttempt { get; } = new("I2", "a task is active exactly if its last attempt is open, and a slot has one at most", "tasks");

    public static Invariant AttemptNumbers { get; } = new("I3", "the attempts of a task are numbered without a gap, in the order of their assignment", "attempts");

    public static Invariant Completions { get; } = new("I4", "a task is completed by its last attempt, and only a requeue undoes that", "tasks");

    public static Invariant Dependencies { get; } = new("I5", "nothing runs before what it depends on, and nothing waits for ever", "tasks");

    public static Invariant Leases { get; } = new("I6", "the site of an open attempt's Worker has a lease", "attempts");

    public static Invariant Owners { get; } = new("I7", "nothing is left of a job that is not there", "jobs");

    public static Invariant GrainRows { get; } = new("I9", "a grain has one stored row", "grains");

    public static Invariant AuditTrail { get; } = new("I10", "what people did is in the audit log and in the job's log", "commands");

    public static Invariant Holds { get; } = new("holds", "a task is held exactly by a revoked attempt that may still run", "tasks");

    public static Invariant Statuses { get; } = new("statuses", "a job's status, its sweep and its tasks fit each other", "jobs");

    public static Invariant Files { get; } = new("files", "the database files are whole", "files");

    public static IReadOnlyList<Invariant> All { get; } =
    [
        Counters, OneOpenAttempt, AttemptNumbers, Completions, Dependencies, Leases, Owners, GrainRows, AuditTrail, Holds, Statuses, Files,
    ];

    /// <summary>Its short name, which never changes.</summary>
    public string Id { get; }

    /// <summary>What must hold, in words.</summary>
    public string Promise { get; }

    /// <summary>What is counted when it is checked.</summary>
    public string Unit { get; }

    public override string ToString() => Id;
}
