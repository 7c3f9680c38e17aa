using Flamenco.Contracts.Site;

namespace Flamenco.Worker.Delivery;

/// <summary>What waits of one attempt, and what of it is to be sent next. Before a change of status always the log that was written before it.</summary>
internal sealed class DeliveryQueue(AttemptLog log)
{
    private readonly LinkedList<WaitingUpdate> _updates = [];
    private TaskUpdate? _progress;
    private bool _flush;

    public AttemptLog Log => log;

    public IEnumerable<WaitingUpdate> Updates => _updates;

    public bool IsEmpty => log.Waiting == 0 && _updates.Count == 0 && _progress is null;

    public bool HasResult => _updates.Last is { Value.IsResult: true };

    /// <summary>The newest progress takes the place of one that waits; it lives in memory only, for results carry it too.</summary>
    public void Progress(TaskUpdate update) => _progress = update;

    public void Add(WaitingUpdate update)
    {
        if (update.IsResult)
            _progress = null;
        _updates.AddLast(update);
    }

    public void IsOnDisk(long number)
    {
        foreach (var update in _updates.Where(update => update.Number == number))
            update.IsOnDisk = true;
    }

    /// <summary>The log that waits is to be sent, without a status that would take it along.</summary>
    public void Flush() => _flush = true;

    public void Delivered(TaskUpdate update)
    {
        if (_updates.First is { } first && ReferenceEquals(first.Value.Update, update))
            _updates.RemoveFirst();
        if (ReferenceEquals(_progress, update))
            _progress = null;
    }

    public void Clear()
    {
        log.Clear();
        _updates.Clear();
        _progress = null;
    }

    public ToSend Next(int mostBytes)
    {
        if (_updates.First is { Value: var first })
        {
            if (log.Sent < first.LogBefore)
                return Chunk(mostBytes);
            return first.IsResult && !first.IsOnDisk ? new ToSend.Nothing() : new ToSend.Status(first.Update, first.Number);
        }

        if (_progress is { } progress)
            return new ToSend.Status(progress, Number: null);
        if (!_flush)
            return new ToSend.Nothing();
        if (log.Waiting == 0)
            _flush = false;
        return Chunk(mostBytes);
    }

    private ToSend Chunk(int mostBytes) => log.Ready == 0 ? new ToSend.Nothing() : new ToSend.Log(log.Offset, log.Next(mostBytes));
}

/// <summary>A change of status that waits.</summary>
internal sealed class WaitingUpdate(TaskUpdate update, long number, long logBefore)
{
    public TaskUpdate Update => update;

    public long Number => number;

    /// <summary>Bytes of the log that go before it.</summary>
    public long LogBefore => logBefore;

    public bool IsOnDisk { get; set; }

    public bool IsResult => update.TaskStatus is "completed" or "failed";
}

/// <summary>What to send. Exactly one of these.</summary>
internal abstract record ToSend
{
    private ToSend()
    {
    }

    public sealed record Nothing : ToSend;

    public sealed record Log(long Offset, byte[] Bytes) : ToSend;

    /// <param name="Update">What is told.</param>
    /// <param name="Number">Of a change of status; null: only progress.</param>
    public sealed record Status(TaskUpdate Update, long? Number) : ToSend;
}
