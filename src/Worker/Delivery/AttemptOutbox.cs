using Flamenco.Contracts.Site;
using Flamenco.Worker.Agent;
using Flamenco.Worker.Delivery.Disk;
using Flamenco.Worker.Processes;
using Microsoft.Extensions.Logging;

namespace Flamenco.Worker.Delivery;

/// <summary>
/// Keeps one attempt's log and updates on the disk, and delivers them one after the other. What it tells leaves the disk only when
/// there is a verdict about that very thing.
/// </summary>
internal sealed partial class AttemptOutbox : IAttemptOutbox
{
    private const int LargestChunk = 256 * 1024;

    private readonly OutboxTools _tools;
    private readonly ILogger _logger;
    private readonly Backoff _backoff;
    private readonly Action<AttemptOutbox> _onEnd;
    private readonly string _key;
    private readonly long _life;
    private readonly Lock _lock = new();
    private readonly DeliveryQueue _queue;
    private readonly LogLimit _limit;
    private readonly SemaphoreSlim _work = new(0);
    private readonly CancellationTokenSource _stale = new();
    private readonly CancellationTokenSource _end = new();
    private long _updateNumber;
    private bool _abandoned;
    private bool _disposed;
    private bool _ended;
    private ITimer? _timer;
    private Task _pump = Task.CompletedTask;
    private TaskCompletionSource _delivered = Completed();

    /// <summary>An attempt that begins.</summary>
    public AttemptOutbox(AttemptRef attempt, long life, OutboxTools tools, Backoff backoff, Action<AttemptOutbox> onEnd)
        : this(attempt, life, tools, backoff, onEnd, new AttemptLog())
    {
        Post(new JournalEntry.Begun(_key, life), () => { });
    }

    /// <summary>What an earlier life has left of an attempt.</summary>
    public AttemptOutbox(SavedAttempt saved, OutboxTools tools, Backoff backoff, Action<AttemptOutbox> onEnd)
        : this(saved.Attempt, saved.Life, tools, backoff, onEnd, new AttemptLog(saved.Sent, saved.Offset, saved.Log))
    {
        tools.Room.Take(saved.Log.Length);
        Opened();
        foreach (var (number, logBefore, update) in saved.Updates)
        {
            if (logBefore > _queue.Log.Written)
                Tell(LogLimit.Lost(logBefore - _queue.Log.Written));
            _queue.Add(new(update, number, Math.Min(logBefore, _queue.Log.Written)) { IsOnDisk = true });
            _updateNumber = number;
        }

        if (!_queue.HasResult)
            Tell(LogLimit.Interrupted);
        _disposed = true;
        _queue.Flush();
        _work.Release();
    }

    private AttemptOutbox(AttemptRef attempt, long life, OutboxTools tools, Backoff backoff, Action<AttemptOutbox> onEnd, AttemptLog log)
    {
        (Attempt, _life, _tools, _logger, _backoff, _onEnd) = (attempt, life, tools, tools.Logger, backoff, onEnd);
        _key = Markers.Of(attempt);
        _queue = new(log);
        _limit = new(tools.Log.LimitBytes, tools.Room);
    }

    public AttemptRef Attempt { get; }

    public CancellationToken Stale => _stale.Token;

    public bool HasResult
    {
        get
        {
            lock (_lock)
                return _queue.HasResult;
        }
    }

    public void Start() => _pump = Task.Run(PumpAsync);

    public void Log(string line)
    {
        var text = _tools.Secrets.Hide(LogText.Clean(line));
        lock (_lock)
        {
            if (_abandoned)
                return;
            if (_limit.Take(text) is not { } bytes)
                return;
            Tell(bytes);
            if (_queue.Log.Waiting >= _tools.Log.ChunkBytes)
                Flush();
            else
                _timer ??= _tools.Time.CreateTimer(_ => FlushLate(), null, TimeSpan.FromSeconds(_tools.Log.FlushSeconds), Timeout.InfiniteTimeSpan);
        }
    }

    public void Progress(int steps, string activity)
    {
        lock (_lock)
        {
            if (_abandoned || _queue.HasResult)
                return;
            Opened();
            _queue.Progress(Update(status: null, activity, steps));
            _work.Release();
        }
    }

    public void Status(string status, string activity, int? steps = null)
    {
        lock (_lock)
        {
            if (_abandoned)
                return;
            if (_limit.Dropped() is { } notice)
                Tell(notice);
            Opened();
            var waiting = new WaitingUpdate(Update(status, activity, steps), _updateNumber, _queue.Log.Written);
            _queue.Add(waiting);
            Post(new JournalEntry.Updated(_key, waiting.Number, waiting.LogBefore, OutboxFile.Json(waiting.Update)), () => _queue.IsOnDisk(waiting.Number));
            _work.Release();
        }
    }

    public void Abandon()
    {
        lock (_lock)
        {
            _abandoned = true;
            _timer?.Dispose();
            _tools.Room.Give(_queue.Log.Waiting);
            _queue.Clear();
        }

        _end.Cancel();
        Done();
    }

    public Task DeliveredAsync(CancellationToken cancellation)
    {
        lock (_lock)
        {
            Flush();
            return _delivered.Task.WaitAsync(cancellation);
        }
    }

    /// <summary>Its processes are dead: it leaves the outbox as soon as nothing of it waits.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _disposed = true;
            Flush();
        }

        EndIfDone();
        return ValueTask.CompletedTask;
    }

    /// <summary>Ends the delivery; what waits stays on the disk.</summary>
    public async Task StopAsync()
    {
        await _end.CancelAsync();
        await _pump;
    }

    /// <summary>Everything that waits of it at this moment.</summary>
    public SavedAttempt Saved()
    {
        lock (_lock)
            return new(Attempt, _life, _queue.Log.Sent, _queue.Log.Offset, _queue.Log.Copy(),
                [.. _queue.Updates.Select(update => new SavedUpdate(update.Number, update.LogBefore, update.Update))]);
    }

    private TaskUpdate Update(string? status, string activity, int? steps) => new()
    {
        TaskStatus = status,
        Activity = _tools.Secrets.Hide(LogText.Clean(activity.ReplaceLineEndings(" "))),
        StepsCompleted = steps,
        Attempt = Attempt.Attempt,
        UpdateNumber = ++_updateNumber,
    };

    /// <summary>Appends to the log what there is room for.</summary>
    private void Tell(byte[] bytes)
    {
        Opened();
        var at = _queue.Log.Written;
        _queue.Log.Append(bytes);
        var upTo = _queue.Log.Written;
        Post(new JournalEntry.LogWritten(_key, at, bytes), () => _queue.Log.IsOnDisk(upTo));
    }

    private void Post(JournalEntry entry, Action onDisk) => _tools.Journal.Post(entry, () =>
    {
        lock (_lock)
        {
            onDisk();
            if (!_ended)
                _work.Release();
        }
    });

    private void FlushLate()
    {
        lock (_lock)
            Flush();
    }

    private void Flush()
    {
        _timer?.Dispose();
        _timer = null;
        if (_abandoned || _queue.Log.Waiting == 0)
            return;
        _queue.Flush();
        _work.Release();
    }

    /// <summary>There is something to deliver from now on.</summary>
    private void Opened()
    {
        if (_delivered.Task.IsCompleted)
            _delivered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private void Done()
    {
        lock (_lock)
            _delivered.TrySetResult();
        EndIfDone();
    }

    private void EndIfDone()
    {
        lock (_lock)
        {
            if (_ended || !_disposed || !(_abandoned || _queue.IsEmpty))
                return;
            _ended = true;
        }

        _tools.Journal.Post(new JournalEntry.Ended(_key), () => { });
        _end.Cancel();
        _onEnd(this);
    }

    private static TaskCompletionSource Completed()
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        source.SetResult();
        return source;
    }
}
