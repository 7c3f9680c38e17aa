using System.Text;

namespace Flamenco.Worker.Delivery;

/// <summary>The bytes of one attempt's log that the Manager does not have yet, and how many it has.</summary>
internal sealed class AttemptLog(int limit)
{
    private readonly List<byte> _waiting = [];
    private long _written;
    private bool _cut;

    /// <summary>Bytes of the log at the Manager.</summary>
    public long Offset { get; private set; }

    /// <summary>Bytes that wait.</summary>
    public int Waiting => _waiting.Count;

    public void Append(string line)
    {
        if (_cut)
            return;
        var bytes = Encoding.UTF8.GetBytes(line + "\n");
        _written += bytes.Length;
        _cut = _written > limit;
        _waiting.AddRange(_cut ? Encoding.UTF8.GetBytes($"-- log cut here: it is longer than {limit} bytes, the most that this Worker keeps of one task --\n") : bytes);
    }

    /// <summary>The first bytes that wait, at most so many.</summary>
    public byte[] Next(int most) => [.. _waiting[..Math.Min(most, Waiting)]];

    /// <summary>The Manager has so many bytes more.</summary>
    public void Stored(int count)
    {
        Offset += count;
        _waiting.RemoveRange(0, count);
    }

    /// <summary>The Manager will never have the bytes before this place; what follows goes there.</summary>
    public void MoveTo(long offset) => Offset = offset;

    /// <summary>
    /// The Manager wants the log from another place: what it has already is not sent again; what it lacks and is not here any more
    /// stays a gap, told in the log.
    /// </summary>
    public void GoOnAt(long offset)
    {
        if (offset > Offset)
            _waiting.RemoveRange(0, (int)Math.Min(offset - Offset, Waiting));
        else if (offset < Offset)
            _waiting.InsertRange(0, Encoding.UTF8.GetBytes($"-- the Manager has lost {Offset - offset} bytes of this log here --\n"));
        Offset = offset;
    }
}
