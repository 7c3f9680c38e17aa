namespace Flamenco.ManagerGateway.Waiting;

/// <summary>
/// Workers that wait for a task in this gateway. When the Server hints at n tasks of a type, n of those that can run it
/// ask again. A Worker enters before it asks, so a hint that comes meanwhile is not missed.
/// </summary>
internal sealed class WaitingWorkers
{
    private readonly LinkedList<Waiter> _waiters = [];

    public Waiter Enter()
    {
        var waiter = new Waiter(this);
        lock (_waiters)
            waiter.Node = _waiters.AddLast(waiter);
        return waiter;
    }

    /// <summary>There are this many more tasks, by type: wakes as many, those first that have waited longest.</summary>
    /// <param name="tasks">Task type to number.</param>
    /// <param name="tag">Only Workers with this tag may run them; null: all.</param>
    public void Wake(IReadOnlyDictionary<string, int> tasks, string? tag = null)
    {
        lock (_waiters)
        {
            foreach (var (type, count) in tasks)
                Wake(new Hint(type, tag), count);
        }
    }

    private void Wake(Hint hint, int count)
    {
        foreach (var waiter in _waiters)
        {
            if (count == 0)
                break;
            if (waiter.Wake(hint))
                count--;
        }
    }

    /// <summary>What a hint is about.</summary>
    internal readonly record struct Hint(string TaskType, string? Tag);

    /// <summary>One Worker's wait. Dispose it when the Worker has its answer; a hint that it did not need goes to the next.</summary>
    internal sealed class Waiter(WaitingWorkers all) : IDisposable
    {
        private readonly SemaphoreSlim _hint = new(0, 1);
        private IReadOnlyList<string>? _taskTypes;
        private IReadOnlyList<string> _tags = [];

        // What it was hinted at and has not asked for yet; it counts as one task, whoever asks in the end.
        private Hint? _hinted;

        public LinkedListNode<Waiter>? Node { get; set; }

        /// <summary>What this Worker can run, and its tags; until it is known, every hint is for it. One that was not is passed on.</summary>
        public void Can(IReadOnlyList<string> taskTypes, IReadOnlyList<string> tags)
        {
            lock (all._waiters)
            {
                (_taskTypes, _tags) = (taskTypes, tags);
                if (_hinted is not { } hinted || IsFor(hinted) || !_hint.Wait(TimeSpan.Zero))
                    return;
                _hinted = null;
                all.Wake(hinted, 1);
            }
        }

        /// <summary>Waits for a hint, or until <paramref name="patience"/> has passed.</summary>
        public async Task WaitAsync(TimeSpan patience, TimeProvider time, CancellationToken cancellation)
        {
            using var limit = new CancellationTokenSource(patience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
            try
            {
                await _hint.WaitAsync(either.Token);
                lock (all._waiters)
                    _hinted = null;
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                // Nobody hinted: the Worker asks again all the same, a hint may be lost.
            }
        }

        /// <summary>Must be called under the lock of all.</summary>
        public bool Wake(Hint hint)
        {
            if (_hinted is not null || !IsFor(hint))
                return false;
            _hinted = hint;
            _hint.Release();
            return true;
        }

        private bool IsFor(Hint hint) =>
            _taskTypes is null || (_taskTypes.Contains(hint.TaskType) && (hint.Tag is null || _tags.Contains(hint.Tag)));

        public void Dispose()
        {
            lock (all._waiters)
            {
                all._waiters.Remove(Node!);
                _hint.Dispose();
                if (_hinted is { } hinted)
                    all.Wake(hinted, 1);
            }
        }
    }
}
