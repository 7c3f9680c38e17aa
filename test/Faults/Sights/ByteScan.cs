namespace Flamenco.Faults.Sights;

/// <summary>Finds bytes in a stream, however it is torn into pieces.</summary>
internal sealed class ByteScan(ReadOnlyMemory<byte> wanted) : IScan
{
    private readonly int[] _retreat = Retreats(wanted.Span);
    private int _matched;

    public bool Next(byte value)
    {
        while (_matched > 0 && wanted.Span[_matched] != value)
            _matched = _retreat[_matched - 1];
        if (wanted.Span[_matched] == value)
            _matched++;
        if (_matched < wanted.Length)
            return false;

        _matched = _retreat[^1];
        return true;
    }

    /// <summary>For each length of what has matched: how much still matches when the next byte does not.</summary>
    private static int[] Retreats(ReadOnlySpan<byte> wanted)
    {
        var retreats = new int[wanted.Length];
        for (var (index, matched) = (1, 0); index < wanted.Length; index++)
        {
            while (matched > 0 && wanted[index] != wanted[matched])
                matched = retreats[matched - 1];
            if (wanted[index] == wanted[matched])
                matched++;
            retreats[index] = matched;
        }

        return retreats;
    }
}
