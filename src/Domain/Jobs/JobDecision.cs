namespace Flamenco.Domain.Jobs;

/// <summary>What a command on a job leads to. Exactly one of these.</summary>
public abstract record JobDecision
{
    /// <summary>The job takes <paramref name="Interim"/> at once, its tasks are swept, then it takes <paramref name="After"/>.</summary>
    public sealed record Accepted(JobStatus Interim, Sweep Sweep, JobStatus After) : JobDecision;

    /// <summary>The same command is being carried out already, or its effect is there: success without an effect.</summary>
    public sealed record UnderWay : JobDecision;

    public sealed record Rejected(string Reason) : JobDecision;
}
