namespace Flamenco.Domain.Tasks;

/// <summary>How one assignment of a task to one Worker ended. Only an <see cref="Open"/> one has authority.</summary>
public enum AttemptOutcome
{
    Open = 0,
    Completed = 1,
    Failed = 2,

    /// <summary>Its Worker was lost, or proved that it does not run it.</summary>
    Expired = 3,

    /// <summary>Taken away by an operator or because the job failed; it may still run until that is known not to be so.</summary>
    Revoked = 4,
}

public static class AttemptOutcomes
{
    private static readonly string[] Names = ["open", "completed", "failed", "expired", "revoked"];

    public static string Wire(this AttemptOutcome outcome) => Names[(int)outcome];
}
