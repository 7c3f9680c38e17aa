namespace Flamenco.Faults.Sights;

/// <summary>Something that can be seen on the wire. It is watched for from a connection's first byte on.</summary>
/// <param name="Name">For people.</param>
/// <param name="Direction">Which way it travels.</param>
/// <param name="Begin">Begins to watch a new connection.</param>
public sealed record Sight(string Name, Direction Direction, Func<IScan> Begin)
{
    /// <summary>These very bytes, wherever they are.</summary>
    public static Sight Of(string name, Direction direction, ReadOnlyMemory<byte> bytes) => new(name, direction, () => new ByteScan(bytes));

    public override string ToString() => Name;
}

/// <summary>Watches one direction of one connection.</summary>
public interface IScan
{
    /// <summary>Looks at the next byte.</summary>
    /// <returns>True: it completes what is watched for.</returns>
    bool Next(byte value);
}
