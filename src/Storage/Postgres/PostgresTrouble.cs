using System.Net.Sockets;
using Flamenco.Storage.Committing;
using Npgsql;

namespace Flamenco.Storage.Postgres;

/// <summary>What a failure of the database means.</summary>
internal static class PostgresTrouble
{
    /// <summary>What two silos may do at the same moment without the locks of a job: fill one slot, use one idempotency key.</summary>
    private static readonly string[] Crossings = ["one_open_attempt_a_slot", "idempotency_keys_pkey"];

    /// <summary>The database can not serve now: connection, disk, shutdown. Everything else is about the data of one write.</summary>
    public static bool IsOutage(this Exception trouble) => trouble switch
    {
        PostgresException answer => !answer.IsAnswer() || answer.SqlState[..2] is "53" or "57" or "58",
        NpgsqlException or IOException or SocketException or TimeoutException => true,
        _ => false,
    };

    /// <summary>Did the server itself say that it has not done it? A session that it ended may have been ended after the commit.</summary>
    public static bool IsAnswer(this Exception trouble) => trouble is PostgresException { InvariantSeverity: "ERROR" };

    /// <summary>Did it fail only because another silo wrote at the same moment?</summary>
    public static bool IsCrossing(this PostgresException trouble) => trouble.SqlState
        is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure
        || (trouble.SqlState is PostgresErrorCodes.UniqueViolation && Crossings.Contains(trouble.ConstraintName));

    public static StoreUnavailableException Unavailable(this Exception trouble) => new(
        trouble is PostgresException { SqlState: PostgresErrorCodes.DiskFull }
            ? "the disk of the Server's database is full"
            : $"the Server's database can not be used now: {trouble.Message}",
        trouble);

    public static OutcomeUnknownException Unknown(this Exception trouble) =>
        new($"the commit was sent to the Server's database, its answer was lost: {trouble.Message}", trouble);
}
