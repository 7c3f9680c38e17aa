namespace Flamenco.Faults;

/// <summary>
/// What a link does to its connections. <see cref="Pass"/>, <see cref="Delay"/>, <see cref="Hold"/>, <see cref="Blackhole"/> and
/// <see cref="Duplicate"/> last until another one takes their place; the others happen once.
/// </summary>
public abstract record Fault
{
    private Fault()
    {
    }

    /// <summary>Bytes go through as they come; what was held goes on. A connection of which bytes were swallowed is reset: a stream never has a hole.</summary>
    public sealed record Pass : Fault;

    /// <summary>Every piece waits before it goes on, in both directions and in order.</summary>
    /// <param name="By">How long, by the clock of the network.</param>
    public sealed record Delay(TimeSpan By) : Fault;

    /// <summary>Nothing goes on in this direction, and nothing is lost: until the link passes again.</summary>
    public sealed record Hold(Direction Direction) : Fault;

    /// <summary>Accepts connections, swallows what comes and never answers: a machine that is gone without a word.</summary>
    public sealed record Blackhole : Fault;

    /// <summary>
    /// Every piece goes on twice; a piece is what one read brought, a small request as a whole. No network does that within a connection: it
    /// stands for a sender that repeats itself on the same connection, and shows that a request sent twice has one effect, or that a
    /// protocol with a state of its own breaks off instead of doing something else.
    /// </summary>
    public sealed record Duplicate(Direction Direction) : Fault;

    /// <summary>This direction ends in good order, the other one goes on.</summary>
    public sealed record HalfClose(Direction Direction) : Fault;

    /// <summary>Both directions end in good order. Whoever receives still gets to read what was forwarded before.</summary>
    public sealed record Cut : Fault;

    /// <summary>The connection is gone at once (RST); what was forwarded and not yet read may be lost with it.</summary>
    /// <param name="Peer">Who hears of it; the other side sees an end in good order after what is still on its way to it. Null: both.</param>
    public sealed record Reset(Peer? Peer = null) : Fault;
}
