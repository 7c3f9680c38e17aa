namespace Flamenco.Domain.Workers;

/// <summary>What a Worker does, and what it is asked to do.</summary>
/// <param name="Status">As stored.</param>
/// <param name="Requested">A status that it must take; null for none.</param>
/// <param name="Lazily">May it finish what it runs before it takes <paramref name="Requested"/>?</param>
/// <param name="LostFrom">What it did when it was lost; null: it is not lost.</param>
public sealed record WorkerState(WorkerStatus Status, WorkerStatus? Requested = null, bool Lazily = false, WorkerStatus? LostFrom = null)
{
    /// <summary>Does it run nothing for sure, so that an attempt that is stored as its own is nobody's?</summary>
    public bool RunsNothing => Status is not (WorkerStatus.Awake or WorkerStatus.Starting or WorkerStatus.Testing);


    /// <summary>May it be given a task now? A pending request comes first, however lazy.</summary>
    public bool MayStart => Status is WorkerStatus.Awake && Requested is null;

    /// <summary>May it go on with what it runs?</summary>
    public bool MayGoOn => Requested is null || Lazily;

    /// <summary>What it is told to be when it signs on.</summary>
    public WorkerStatus AtSignOn => Requested ?? WorkerStatus.Awake;
}
