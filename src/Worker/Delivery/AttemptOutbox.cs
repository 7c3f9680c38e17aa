using Flamenco.Contracts.Site;
using Flamenco.Worker.Agent;
using Flamenco.Worker.Configuration;
using Microsoft.Extensions.Logging;

namespace Flamenco.Worker.Delivery;

/// <summary>
/// Delivers one attempt's log and updates one after the other: before a change of status always the log that was written before it.
/// An update leaves it only when there is a verdict about that very update.
/// </summary>
internal sealed partial class AttemptOutbox(
    AttemptRef attempt, WorkerApi api, TaskLogOptions options, Backoff backoff, Secrets secrets, TimeProvider time,
    ILogger<AttemptOutbox> logger, Action<AttemptOutbox> onEnd)
    : IAttemptOutbox
{
    private const int LargestChunk = 256 * 1024;

    private readonly Lock _lock = new();
    private readonly AttemptLog _log = new(options.LimitBytes);
    private readonly LinkedList<(TaskUpdate Update, long LogBefore)> _updates = [];
    private readonly SemaphoreSlim _work = new(0);
    private readonly CancellationTokenSource _stale = new();
    private readonly CancellationTokenSource _end = new();
    private long _logWritten;
    private long _updateNumber;
    private bool _flush;
    private bool _sending;
    private bool _ended;
    private ITimer? _timer;
    private Task _pump = Task.CompletedTask;
    private TaskCompletionSource _delivered = Completed();

    public AttemptRef Attempt => attempt;

    public CancellationToken Stale => _stale.Token;

    public void Start() => _pump = Task.Run(PumpAsync);

    public void Log(string line)
    {
        var text = secrets.Hide(LogText.Clean(line));
        lock (_lock)
        {
            if (_ended)
                return;
            Opened();
            var before = _log.Waiting;
            _log.Append(text);
            _logWritten += _log.Waiting - before;
            if (_log.Waiting >= options.ChunkBytes)
                Flush();
            else
                _timer ??= time.CreateTimer(_ => FlushLate(), null, TimeSpan.FromSeconds(options.FlushSeconds), Timeout.InfiniteTimeSpan);
        }
    }

    public void Progress(int steps, string activity) => Add(status: null, activity, steps);

    public void Status(string status, string activity, int? steps = null) => Add(status, activity, steps);

    public void Abandon()
    {
        lock (_lock)
        {
            _ended = true;
            _updates.Clear();
            _timer?.Dispose();
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

    public async ValueTask DisposeAsync()
    {
        Abandon();
        await _pump;
        onEnd(this);
        _stale.Dispose();
        _end.Dispose();
        _work.Dispose();
    }

    private void Add(string? status, string activity, int? steps)
    {
        lock (_lock)
        {
            if (_ended)
                return;
            Opened();
            // The newest progress takes the place of one that waits, unless that one is on its way.
            if (status is null && _updates.Last is { Value.Update.TaskStatus: null } last && !(_sending && last == _updates.First))
                _updates.RemoveLast();
            var update = new TaskUpdate
            {
                TaskStatus = status,
                Activity = secrets.Hide(LogText.Clean(activity.ReplaceLineEndings(" "))),
                StepsCompleted = steps,
                Attempt = attempt.Attempt,
                UpdateNumber = ++_updateNumber,
            };
            _updates.AddLast((update, status is null ? 0 : _logWritten));
            _work.Release();
        }
    }

    private void FlushLate()
    {
        lock (_lock)
            Flush();
    }

    private void Flush()
    {
        _timer?.Dispose();
        _timer = null;
        if (_ended || _log.Waiting == 0)
            return;
        _flush = true;
        _work.Release();
    }

    private async Task PumpAsync()
    {
        try
        {
            while (!_ended)
            {
                await _work.WaitAsync(_end.Token);
                while (await SendNextAsync())
                {
                }
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // Abandoned: nothing more is to be delivered.
        }
    }

    /// <summary>Sends one thing, if there is one to send now.</summary>
    private async Task<bool> SendNextAsync()
    {
        byte[] chunk = [];
        TaskUpdate? update = null;
        long offset;
        lock (_lock)
        {
            offset = _log.Offset;
            var owed = _updates.First is { Value.LogBefore: var before } && LogSent < before;
            if ((_flush || owed) && _log.Waiting > 0)
                chunk = _log.Next(LargestChunk);
            else
                update = _updates.First?.Value.Update;
            _sending = update is not null;
            if (chunk.Length == 0 && update is null)
            {
                _flush = false;
                if (_log.Waiting == 0)
                    _delivered.TrySetResult();
                return false;
            }
        }

        if (chunk.Length > 0)
            await SendLogAsync(offset, chunk);
        else
            await SendUpdateAsync(update!);
        return true;
    }

    private long LogSent => _logWritten - _log.Waiting;

    private async Task SendLogAsync(long offset, byte[] chunk)
    {
        switch (await api.AppendLogAsync(attempt, offset, chunk, _end.Token))
        {
            case LogAnswer.Stored:
                backoff.Reset();
                lock (_lock)
                    _log.Stored(chunk.Length);
                break;
            case LogAnswer.GoOnAt(var expected) when expected != offset:
                LogGap(attempt.Task, attempt.Attempt, expected, offset);
                lock (_lock)
                {
                    var before = _log.Waiting;
                    _log.GoOnAt(expected);
                    _logWritten += Math.Max(0, _log.Waiting - before);
                }

                break;
            case LogAnswer.Gone(var reason):
                BecomeStale(reason);
                break;
            case LogAnswer.Refused(var reason):
                LogRefusedLog(attempt.Task, attempt.Attempt, chunk.Length, reason);
                lock (_lock)
                {
                    // These bytes never reach the Manager; what follows takes their place.
                    var at = _log.Offset;
                    _log.Stored(chunk.Length);
                    _log.MoveTo(at);
                }

                break;
            case LogAnswer.Unavailable(var reason):
                LogUnavailable(attempt.Task, attempt.Attempt, reason);
                await backoff.PauseAsync(_end.Token);
                break;
            default:
                // A Manager that wants exactly what it has just refused.
                await backoff.PauseAsync(_end.Token);
                break;
        }
    }

    private async Task SendUpdateAsync(TaskUpdate update)
    {
        var answer = await api.UpdateAsync(attempt.Task, update, _end.Token);
        if (answer.Gone || answer.Unauthorized)
        {
            BecomeStale(answer.Reason);
            return;
        }

        if (answer.MayBeRepeated)
        {
            LogUnavailable(attempt.Task, attempt.Attempt, answer.Reason);
            await backoff.PauseAsync(_end.Token);
            return;
        }

        if (!answer.Succeeded)
            LogRefusedUpdate(attempt.Task, attempt.Attempt, update.TaskStatus ?? "progress", answer.Reason);
        backoff.Reset();
        lock (_lock)
        {
            _sending = false;
            if (_updates.First?.Value.Update == update)
                _updates.RemoveFirst();
        }
    }

    private void BecomeStale(string reason)
    {
        LogStale(attempt.Task, attempt.Attempt, reason);
        Abandon();
        _stale.Cancel();
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
    }

    private static TaskCompletionSource Completed()
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        source.SetResult();
        return source;
    }

    [LoggerMessage(LogLevel.Warning, "Task {Task} attempt {Attempt}: not delivered yet, will be sent again: {Reason}")]
    private partial void LogUnavailable(Guid task, int attempt, string reason);

    [LoggerMessage(LogLevel.Warning, "Task {Task} attempt {Attempt} is not ours any more: {Reason}")]
    private partial void LogStale(Guid task, int attempt, string reason);

    [LoggerMessage(LogLevel.Warning, "Task {Task} attempt {Attempt}: the Manager's log ends at byte {Expected}, ours went on at {Offset}")]
    private partial void LogGap(Guid task, int attempt, long expected, long offset);

    [LoggerMessage(LogLevel.Error, "Task {Task} attempt {Attempt}: the Manager refuses {Count} bytes of the log, they are dropped: {Reason}")]
    private partial void LogRefusedLog(Guid task, int attempt, int count, string reason);

    [LoggerMessage(LogLevel.Error, "Task {Task} attempt {Attempt}: the Manager refuses the update \"{Update}\", it is dropped: {Reason}")]
    private partial void LogRefusedUpdate(Guid task, int attempt, string update, string reason);
}
