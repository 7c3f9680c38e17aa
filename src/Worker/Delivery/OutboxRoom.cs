namespace Flamenco.Worker.Delivery;

/// <summary>How many bytes of logs may wait in all.</summary>
internal sealed class OutboxRoom(long limit)
{
    private long _taken;

    public long Limit => limit;

    /// <summary>False: there is no room for so many.</summary>
    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= limit)
            return true;
        Interlocked.Add(ref _taken, -bytes);
        return false;
    }

    /// <summary>Takes it in any case.</summary>
    public void Take(long bytes) => Interlocked.Add(ref _taken, bytes);

    public void Give(long bytes) => Interlocked.Add(ref _taken, -bytes);
}
