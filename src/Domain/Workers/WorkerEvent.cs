namespace Flamenco.Domain.Workers;

/// <summary>Something that happens to a Worker. Exactly one of these.</summary>
public abstract record WorkerEvent
{
    /// <summary>Its process has started. Also after a restart that was asked for.</summary>
    public sealed record SignedOn : WorkerEvent;

    /// <summary>It has taken a status; where that was the one asked for, it acknowledges the request.</summary>
    public sealed record StateChanged(WorkerStatus Status) : WorkerEvent;

    /// <summary>A person, or the sleep schedule, wants it to take a status.</summary>
    /// <param name="Status">Awake, asleep, offline or restart.</param>
    /// <param name="Lazily">After what it runs, rather than at once?</param>
    /// <param name="CanRestart">Did it say at sign-on that somebody starts it again?</param>
    public sealed record StatusRequested(WorkerStatus Status, bool Lazily, bool CanRestart) : WorkerEvent;

    /// <summary>Its process ends in order.</summary>
    public sealed record SignedOff : WorkerEvent;

    /// <summary>Its lease has ended: nobody knows what it does.</summary>
    public sealed record Lost : WorkerEvent;

    /// <summary>It shows a sign of life. Where it was lost it goes on as before: a Flamenco 3 Worker does not sign on again.</summary>
    public sealed record HeardOf : WorkerEvent;
}
