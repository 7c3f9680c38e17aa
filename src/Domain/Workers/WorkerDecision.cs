namespace Flamenco.Domain.Workers;

/// <summary>What an event does to a Worker. Exactly one of these.</summary>
public abstract record WorkerDecision
{
    /// <summary>The Worker's new state.</summary>
    /// <param name="State">Status and request, as they are to be stored.</param>
    /// <param name="LetsGo">Does it run nothing any more, so that its open attempts expire and what is held for it is free?</param>
    public sealed record Moved(WorkerState State, bool LetsGo = false) : WorkerDecision;

    public sealed record Unchanged : WorkerDecision;

    public sealed record Rejected(string Reason) : WorkerDecision;
}
