using Flamenco.Contracts.Site;

namespace Flamenco.Worker.Agent;

/// <summary>
/// Numbers a slot's asks so that they rise over restarts too, without a write per ask: the life stands in the high bits. Below 2⁵³, so
/// that every JSON reader can hold them.
/// </summary>
internal sealed class AskNumbers(long life)
{
    private const int LifeShift = 32;

    /// <summary>The highest life that can be numbered: 2,097,151.</summary>
    public const long LastLife = (1L << (53 - LifeShift)) - 1;

    private readonly Lock _lock = new();
    private long _last = life << LifeShift;
    private long _closed = life << LifeShift;

    public long Next()
    {
        lock (_lock)
            return ++_last;
    }

    /// <summary>Answers to this ask and those before it will not be taken any more.</summary>
    public void Close(long ask)
    {
        lock (_lock)
            _closed = Math.Max(_closed, ask);
    }

    public IReadOnlyList<ClosedAsk> Closed(int slot)
    {
        lock (_lock)
            return [new ClosedAsk { Slot = slot, Ask = _closed }];
    }
}
