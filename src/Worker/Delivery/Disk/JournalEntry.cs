namespace Flamenco.Worker.Delivery.Disk;

/// <summary>
/// One change of what waits for delivery. Exactly one of these. Applied in order; applied twice they change nothing more.
/// </summary>
/// <param name="Attempt">TASK.ATTEMPT.</param>
internal abstract record JournalEntry(string Attempt)
{
    /// <summary>An attempt that a life of this Worker has been given.</summary>
    public sealed record Begun(string Attempt, long Life) : JournalEntry(Attempt);

    /// <summary>Bytes of its log, and how many were written before.</summary>
    public sealed record LogWritten(string Attempt, long At, byte[] Bytes) : JournalEntry(Attempt);

    /// <summary>A change of status, with the bytes of log that were written before it and go before it.</summary>
    public sealed record Updated(string Attempt, long Number, long LogBefore, byte[] Update) : JournalEntry(Attempt);

    /// <summary>So many of the bytes written need not be sent any more, and so many the Manager has.</summary>
    public sealed record LogSent(string Attempt, long Sent, long Offset) : JournalEntry(Attempt);

    /// <summary>There is a verdict about a change of status.</summary>
    public sealed record Delivered(string Attempt, long Number) : JournalEntry(Attempt);

    /// <summary>Nothing of the attempt waits any more, and nothing will.</summary>
    public sealed record Ended(string Attempt) : JournalEntry(Attempt);
}
