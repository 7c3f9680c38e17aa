namespace Flamenco.Faults;

/// <summary>One of the two sides of a connection.</summary>
public enum Peer
{
    Client,
    Server,
}
