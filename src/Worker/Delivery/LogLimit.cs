using System.Globalization;
using System.Text;

namespace Flamenco.Worker.Delivery;

/// <summary>How much of one attempt's log is kept; what is not is told in the log.</summary>
/// <param name="mostBytes">Of the whole log.</param>
/// <param name="room">For what waits, of all attempts together.</param>
internal sealed class LogLimit(int mostBytes, OutboxRoom room)
{
    private long _written;
    private long _dropped;
    private bool _cut;

    /// <summary>For the log of an attempt whose Worker was killed, or lost its power.</summary>
    public static byte[] Interrupted { get; } = Encoding.UTF8.GetBytes("-- this Worker ended here without warning --\n");

    public static byte[] Lost(long bytes) => Line($"-- {bytes} bytes of this log were lost here: the Worker's disk was full --");

    /// <summary>The line with what is to be told before it; null: it is dropped. Takes the room for it.</summary>
    public byte[]? Take(string line)
    {
        if (_cut)
            return null;
        var bytes = Encoding.UTF8.GetBytes(line + "\n");
        _cut = _written + bytes.Length > mostBytes;
        if (_cut)
            bytes = Line($"-- log cut here: it is longer than {mostBytes} bytes, the most that this Worker keeps of one task --");
        if (!room.TryTake(bytes.Length))
        {
            _dropped += bytes.Length;
            return null;
        }

        _written += bytes.Length;
        return Dropped() is { } notice ? [.. notice, .. bytes] : bytes;
    }

    /// <summary>What there is to tell about lines that were dropped; null: none were. Takes the room for it.</summary>
    public byte[]? Dropped()
    {
        if (_dropped == 0)
            return null;
        var notice = Line(
            $"-- {_dropped} bytes of this log are missing here: {room.Limit} bytes waited already for a Manager that did not take them, and more than that this Worker does not keep --");
        _dropped = 0;
        room.Take(notice.Length);
        return notice;
    }

    private static byte[] Line(FormattableString text) => Encoding.UTF8.GetBytes(text.ToString(CultureInfo.InvariantCulture) + "\n");
}
