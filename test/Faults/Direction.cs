namespace Flamenco.Faults;

/// <summary>Which way bytes go on a link. The client is the side that connects.</summary>
public enum Direction
{
    ToServer,
    ToClient,
}
