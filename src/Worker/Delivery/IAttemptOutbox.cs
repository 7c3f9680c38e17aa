namespace Flamenco.Worker.Delivery;

/// <summary>
/// One attempt's part of the outbox. Nothing here waits for the network or the disk. Until it is disposed, and as long after that as
/// something of it is undelivered, the attempt is told to the Manager as one that runs or whose result is unacknowledged: dispose it when
/// its processes are dead.
/// </summary>
internal interface IAttemptOutbox : IAsyncDisposable
{
    /// <summary>Canceled as soon as the attempt is known not to be this Worker's any more: end its processes.</summary>
    CancellationToken Stale { get; }

    /// <summary>Does a result wait for its verdict?</summary>
    bool HasResult { get; }

    /// <summary>Appends a line to the log; it is cleaned first.</summary>
    void Log(string line);

    /// <summary>What the task does now. Only the newest of those that wait is sent.</summary>
    /// <param name="steps">The task's running total; never falls.</param>
    /// <param name="activity">For people.</param>
    void Progress(int steps, string activity);

    /// <summary>A change of status: <c>active</c>, <c>completed</c> or <c>failed</c>. The log so far goes up before it.</summary>
    void Status(string status, string activity, int? steps = null);

    /// <summary>Nothing of the attempt is to be delivered any more.</summary>
    void Abandon();

    /// <summary>Waits until everything is delivered or dropped on a verdict, or can not be before the Worker has signed on again.</summary>
    Task DeliveredAsync(CancellationToken cancellation);
}
