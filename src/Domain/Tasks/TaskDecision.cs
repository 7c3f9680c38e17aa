namespace Flamenco.Domain.Tasks;

/// <summary>What an event does to a task. Exactly one of these.</summary>
public abstract record TaskDecision
{
    /// <summary>The task takes another status.</summary>
    /// <param name="Status">The new status.</param>
    /// <param name="Outcome">What becomes of the open attempt; <see cref="AttemptOutcome.Open"/> for a new one; null if there is none.</param>
    /// <param name="SetsHold">Is the attempt revoked while it may still run?</param>
    public sealed record Moved(RenderTaskStatus Status, AttemptOutcome? Outcome, bool SetsHold = false) : TaskDecision;

    public sealed record Unchanged : TaskDecision;

    public sealed record Rejected(string Reason) : TaskDecision;
}
