using Microsoft.Data.Sqlite;

namespace Flamenco.Worker.Delivery.Disk;

/// <summary>Why the outbox's disk can not be relied on, and what somebody is to do about it.</summary>
/// <param name="Advice">For people.</param>
/// <param name="IsFull">Room is what it lacks: the Worker goes on by itself once there is some.</param>
/// <param name="IsDamaged">It does not come back by itself.</param>
internal sealed record OutboxTrouble(string Advice, bool IsFull, bool IsDamaged)
{
    public static OutboxTrouble Of(string file, Exception exception) => exception switch
    {
        SqliteException { SqliteErrorCode: SqliteCodes.Full } => Full(file),
        SqliteException { SqliteErrorCode: SqliteCodes.Corrupt or SqliteCodes.NotADatabase } or FormatException or System.Text.Json.JsonException => new(
            $"the outbox {file} is damaged ({exception.Message}): stop this Worker, move the files {file}* somewhere else (results in them that "
            + "were not delivered are done again by others), check the disk, and start it again",
            IsFull: false, IsDamaged: true),
        _ => new(
            $"the outbox {file} can not be written ({exception.Message}): check the disk and the rights of its folder; the Worker goes on by itself when it can",
            IsFull: false, IsDamaged: false),
    };

    public static OutboxTrouble Full(string file) => new(
        $"the disk of {file} is full: make room there; the Worker goes on by itself then", IsFull: true, IsDamaged: false);
}
