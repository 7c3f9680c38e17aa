namespace Flamenco.Faults.Sights;

/// <summary>What can be seen between a client and a PostgreSQL server that do not encrypt.</summary>
public static class PostgresSights
{
    /// <summary>The client asks for BEGIN.</summary>
    public static readonly Sight Begin = Statement("BEGIN");

    /// <summary>The client asks for COMMIT.</summary>
    public static readonly Sight Commit = Statement("COMMIT");

    /// <summary>The server says that it has committed.</summary>
    public static readonly Sight Committed = Sight.Of("COMMIT is done", Direction.ToClient, "C\0\0\0\u000BCOMMIT\0"u8.ToArray());

    /// <summary>The client asks for a statement: in a simple message, in an extended one, or by the name under which it was prepared.</summary>
    /// <param name="sql">The statement as it is sent; the case of letters does not matter.</param>
    public static Sight Statement(string sql) => new(sql, Direction.ToServer, () => new PostgresScan(sql));
}
