using System.Text;

namespace Flamenco.Worker.Delivery;

/// <summary>
/// The bytes of one attempt's log that wait. They are counted as they were written, whatever place they get at the Manager. Only what
/// is on this Worker's disk is sent: else other bytes could take its place after a power cut.
/// </summary>
internal sealed class AttemptLog
{
    private readonly List<byte> _waiting = [];
    private byte[] _notice = [];

    public AttemptLog()
    {
    }

    /// <summary>As an earlier life left it on the disk.</summary>
    public AttemptLog(long sent, long offset, byte[] waiting)
    {
        (Sent, Offset) = (sent, offset);
        _waiting.AddRange(waiting);
        OnDisk = Written;
    }

    /// <summary>Bytes that need not be sent any more.</summary>
    public long Sent { get; private set; }

    /// <summary>Bytes of the log at the Manager.</summary>
    public long Offset { get; private set; }

    public long Written => Sent + _waiting.Count;

    /// <summary>How many of those written are on the disk.</summary>
    public long OnDisk { get; private set; }

    /// <summary>Bytes that wait.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Bytes that may be sent now.</summary>
    public int Ready => _notice.Length + (int)Math.Clamp(OnDisk - Sent, 0, Waiting);

    public void Append(ReadOnlySpan<byte> bytes) => _waiting.AddRange(bytes);

    public void IsOnDisk(long upTo) => OnDisk = Math.Max(OnDisk, upTo);

    /// <summary>The first bytes that may be sent, at most so many.</summary>
    public byte[] Next(int most) => _notice.Length > 0 ? _notice : [.. _waiting[..Math.Min(most, Ready)]];

    /// <summary>The Manager has so many bytes more.</summary>
    public void Stored(int count)
    {
        Offset += count;
        Forget(count);
    }

    /// <summary>The Manager will never have these bytes; what follows takes their place.</summary>
    public void Refused(int count) => Forget(count);

    /// <summary>
    /// The Manager wants the log from another place: what it has already is not sent again; what it lacks and is not here any more
    /// stays a gap, told in the log.
    /// </summary>
    public void GoOnAt(long offset)
    {
        if (offset > Offset)
            Forget((int)Math.Min(offset - Offset, _notice.Length + Waiting));
        else if (offset < Offset)
            _notice = Encoding.UTF8.GetBytes($"-- the Manager has lost {Offset - offset} bytes of this log here --\n");
        Offset = offset;
    }

    /// <summary>Nothing waits any more.</summary>
    public void Clear()
    {
        _notice = [];
        Forget(Waiting);
    }

    public byte[] Copy() => [.. _waiting];

    private void Forget(int count)
    {
        var ofNotice = Math.Min(count, _notice.Length);
        _notice = _notice[ofNotice..];
        var ofLog = Math.Min(count - ofNotice, Waiting);
        _waiting.RemoveRange(0, ofLog);
        Sent += ofLog;
    }
}
