using Flamenco.Contracts.Site;

namespace Flamenco.Worker.Delivery;

/// <summary>Where a task's log and updates wait for their delivery to the Manager, in order, until there is a verdict about each.</summary>
internal interface IOutbox
{
    /// <summary>Attempts that run, or of which something is undelivered; those of earlier lives too.</summary>
    IReadOnlyList<AttemptRef> Open { get; }

    /// <summary>Does a result wait for its verdict?</summary>
    bool HasResults { get; }

    /// <summary>Finds what earlier lives have left, and begins to deliver it.</summary>
    void Start();

    /// <summary>Begins an attempt's delivery.</summary>
    IAttemptOutbox Begin(AttemptRef attempt);

    /// <summary>Why no new task may be taken now, in words that say what to do; null: one may. Tries to mend what can be mended.</summary>
    Task<string?> TroubleAsync();

    /// <summary>Waits until nothing is open.</summary>
    Task EmptyAsync(CancellationToken cancellation);

    /// <summary>Ends the delivery; what waits stays on the disk for the next life.</summary>
    Task StopAsync();
}
