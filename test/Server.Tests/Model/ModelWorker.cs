using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces.Workers;

namespace Flamenco.Server.Tests.Model;

/// <summary>A Worker with one slot, as the protocol wants it: what it says about itself is always true at the moment when it is said.</summary>
internal sealed class ModelWorker(string name, WorkerId id)
{
    public const int Slot = 0;

    private readonly HashSet<HeldAttempt> _running = [];
    private readonly Dictionary<HeldAttempt, string> _unacknowledged = [];
    private long _lastAsk;
    private long _closed;
    private long? _outstanding;

    public string Name => name;

    public WorkerId Id => id;

    public long Life { get; private set; } = 1;

    public bool IsWaiting => _outstanding is not null;

    public bool IsBusy => _running.Count > 0;

    public IReadOnlyCollection<HeldAttempt> Running => _running;

    public IReadOnlyDictionary<HeldAttempt, string> Unacknowledged => _unacknowledged;

    private IReadOnlyList<HeldAttempt> List => [.. _running, .. _unacknowledged.Keys];

    private IReadOnlyList<ClosedSlot> Closed => [new ClosedSlot(Slot, _closed)];

    public AskTask Ask()
    {
        _outstanding = ++_lastAsk;
        return new AskTask { Worker = id, Slot = Slot, Life = Life, Ask = _lastAsk, Attempts = List, Closed = Closed };
    }

    public Alive Alive() => new() { Life = Life, Attempts = List, Closed = Closed };

    /// <summary>An answer arrives; one to another ask than the outstanding one is dropped.</summary>
    public bool Take(long ask, HeldAttempt? attempt)
    {
        if (_outstanding != ask)
            return false;

        GiveUp();
        if (attempt is not null)
            _running.Add(attempt);
        return true;
    }

    /// <summary>The answer to the outstanding ask will not be taken any more.</summary>
    public void GiveUp()
    {
        _outstanding = null;
        _closed = _lastAsk;
    }

    public HeldAttempt Finish(string result)
    {
        var attempt = _running.First();
        _running.Remove(attempt);
        _unacknowledged[attempt] = result;
        return attempt;
    }

    /// <summary>A verdict about a result has arrived, whichever.</summary>
    public void Acknowledge(HeldAttempt attempt) => _unacknowledged.Remove(attempt);

    public void Stop(HeldAttempt attempt) => _running.Remove(attempt);

    /// <summary>Dies and comes back: what ran is dead, results are on its disk.</summary>
    public void Restart()
    {
        Life++;
        _running.Clear();
        GiveUp();
    }
}
