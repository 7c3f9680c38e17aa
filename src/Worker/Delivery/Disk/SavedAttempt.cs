using System.Globalization;
using Flamenco.Contracts.Site;
using Flamenco.Worker.Processes;

namespace Flamenco.Worker.Delivery.Disk;

/// <summary>What waits of one attempt.</summary>
/// <param name="Attempt">Which.</param>
/// <param name="Life">The Worker's life that was given it.</param>
/// <param name="Sent">Bytes of its log that need not be sent any more.</param>
/// <param name="Offset">Bytes of its log that the Manager has.</param>
/// <param name="Log">The bytes that follow.</param>
/// <param name="Updates">In order.</param>
internal sealed record SavedAttempt(
    AttemptRef Attempt, long Life, long Sent, long Offset, byte[] Log, IReadOnlyList<SavedUpdate> Updates)
{
    public string Key => Markers.Of(Attempt);

    public static AttemptRef Parse(string key) => key.Split('.') is [var task, var attempt]
        ? new() { Task = Guid.Parse(task), Attempt = int.Parse(attempt, CultureInfo.InvariantCulture) }
        : throw new FormatException($"\"{key}\" is not TASK.ATTEMPT");
}

/// <param name="Number">Its place among the attempt's updates.</param>
/// <param name="LogBefore">Bytes of the log that go before it.</param>
/// <param name="Update">What is to be told.</param>
internal sealed record SavedUpdate(long Number, long LogBefore, TaskUpdate Update);
