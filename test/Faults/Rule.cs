using Flamenco.Faults.Sights;

namespace Flamenco.Faults;

/// <summary>A fault that waits for its moment, and then happens once, to the connection on which that moment came.</summary>
public sealed record Rule(Trigger When, Fault Then);

/// <summary>The moment of a rule.</summary>
public abstract record Trigger
{
    private Trigger()
    {
    }

    /// <summary>Something is seen on the wire.</summary>
    /// <param name="Sight">What; the link must watch for it.</param>
    /// <param name="Edge">On which side of its last byte the fault happens.</param>
    public sealed record Seen(Sight Sight, Edge Edge) : Trigger;

    /// <summary>So many bytes of a connection have gone on in a direction.</summary>
    /// <param name="Direction">Which way.</param>
    /// <param name="Count">Counted from the connection's beginning; 0: before the first one.</param>
    public sealed record Bytes(Direction Direction, long Count) : Trigger;
}

/// <summary>
/// On which side of the byte that completes a sight. Without its last byte a message is as good as not sent; so nothing is ever
/// held back only because it might become a sight.
/// </summary>
public enum Edge
{
    Before,
    After,
}
