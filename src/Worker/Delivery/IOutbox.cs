using Flamenco.Contracts.Site;

namespace Flamenco.Worker.Delivery;

/// <summary>Where a task's log and updates wait for their delivery to the Manager, in order, until there is a verdict about each.</summary>
internal interface IOutbox
{
    /// <summary>Attempts that run, or whose result nobody has acknowledged.</summary>
    IReadOnlyList<AttemptRef> Open { get; }

    /// <summary>Begins an attempt's delivery.</summary>
    IAttemptOutbox Begin(AttemptRef attempt);
}
