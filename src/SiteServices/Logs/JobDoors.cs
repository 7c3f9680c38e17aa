namespace Flamenco.SiteServices.Logs;

/// <summary>Who writes about which job: its door is closed once, then those inside are waited for, and nobody gets in any more.</summary>
internal sealed class JobDoors
{
    /// <summary>Older closed doors are forgotten. By then nobody knocks: whoever asks the Server first hears that the job is gone.</summary>
    private const int MostClosed = 100_000;

    private readonly Lock _guard = new();
    private readonly Dictionary<Guid, Inside> _inside = [];
    private readonly HashSet<Guid> _closed = [];
    private readonly Queue<Guid> _closedFirst = new();

    /// <summary>Null: the job's door is closed. Dispose it to leave.</summary>
    public IDisposable? Enter(Guid job)
    {
        lock (_guard)
        {
            if (_closed.Contains(job))
                return null;
            if (!_inside.TryGetValue(job, out var inside))
                _inside.Add(job, inside = new Inside(this, job));
            inside.Count++;
            return inside;
        }
    }

    /// <summary>Closes the job's door; ends when the last one has left.</summary>
    public Task CloseAsync(Guid job)
    {
        lock (_guard)
        {
            if (_closed.Add(job))
                _closedFirst.Enqueue(job);
            if (_closedFirst.Count > MostClosed)
                _closed.Remove(_closedFirst.Dequeue());
            return _inside.TryGetValue(job, out var inside) ? inside.Left.Task : Task.CompletedTask;
        }
    }

    private void Leave(Inside inside, Guid job)
    {
        lock (_guard)
        {
            if (--inside.Count > 0)
                return;
            _inside.Remove(job);
        }

        inside.Left.SetResult();
    }

    private sealed class Inside(JobDoors doors, Guid job) : IDisposable
    {
        public TaskCompletionSource Left { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Count { get; set; }

        public void Dispose() => doors.Leave(this, job);
    }
}
