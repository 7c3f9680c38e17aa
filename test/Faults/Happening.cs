namespace Flamenco.Faults;

/// <summary>One thing that happened on a link.</summary>
/// <param name="Number">Its place in the history, from 1 on.</param>
/// <param name="Link">The link's name.</param>
/// <param name="Connection">The link's connection, numbered from 1 on; 0: the link itself.</param>
/// <param name="What">What happened.</param>
/// <param name="Direction">To bytes that went which way; null: to the connection.</param>
/// <param name="Bytes">To how many bytes.</param>
/// <param name="Detail">Which sight, which fault, which trouble.</param>
public sealed record Happening(int Number, string Link, int Connection, What What, Direction? Direction, int Bytes, string Detail)
{
    public override string ToString()
    {
        var way = Direction switch { Faults.Direction.ToServer => " ->", Faults.Direction.ToClient => " <-", _ => "" };
        var bytes = Bytes > 0 ? $" {Bytes} bytes" : "";
        return $"{Number,5} {Link}#{Connection}{way} {What.ToString().ToLowerInvariant()}{bytes}{(Detail.Length > 0 ? $": {Detail}" : "")}";
    }
}

/// <summary>What can happen on a link.</summary>
public enum What
{
    /// <summary>A connection was accepted.</summary>
    Opened,

    /// <summary>The server behind the link did not accept; the client was reset.</summary>
    Refused,

    /// <summary>Bytes have gone on.</summary>
    Forwarded,

    /// <summary>Bytes have gone on a second time.</summary>
    Duplicated,

    /// <summary>Bytes, or an end, wait for their time.</summary>
    Delayed,

    /// <summary>Bytes, or an end, wait for the link to pass again.</summary>
    Held,

    /// <summary>Bytes, or an end, are gone.</summary>
    Swallowed,

    /// <summary>A sight was completed.</summary>
    Seen,

    /// <summary>A fault happened to a connection, or to the link.</summary>
    Faulted,

    /// <summary>One side said that it will send no more, and the other one was told.</summary>
    Ended,

    /// <summary>Nothing is left of the connection.</summary>
    Closed,
}
