using Flamenco.Contracts.Site;
using Flamenco.Worker.Delivery.Disk;
using Microsoft.Extensions.Logging;

namespace Flamenco.Worker.Delivery;

/// <summary>The part that talks to the Manager.</summary>
internal sealed partial class AttemptOutbox
{
    private async Task PumpAsync()
    {
        try
        {
            while (true)
            {
                await _work.WaitAsync(_end.Token);
                while (await TrySendNextAsync())
                {
                }
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // Nothing more is to be delivered, at least not by this life.
        }
    }

    private async Task<bool> TrySendNextAsync()
    {
        try
        {
            return await SendNextAsync();
        }
        catch (Exception e) when (!_end.IsCancellationRequested)
        {
            // A bug of this Worker. It must not cost a result, nor what runs: nothing has left the queue, and the same is sent again.
            LogBroken(e, Attempt.Task, Attempt.Attempt);
            await _backoff.PauseAsync(_end.Token);
            return true;
        }
    }

    /// <summary>Sends one thing, if there is one to send now.</summary>
    private async Task<bool> SendNextAsync()
    {
        ToSend next;
        bool isEmpty;
        lock (_lock)
            (next, isEmpty) = (_queue.Next(LargestChunk), _queue.IsEmpty);

        switch (next)
        {
            case ToSend.Log(var offset, var bytes):
                await SendLogAsync(offset, bytes);
                return true;
            case ToSend.Status(var update, var number):
                await SendUpdateAsync(update, number);
                return true;
            default:
                if (isEmpty)
                    Done();
                return false;
        }
    }

    private async Task SendLogAsync(long offset, byte[] chunk)
    {
        switch (await _tools.Api.AppendLogAsync(Attempt, offset, chunk, _end.Token))
        {
            case LogAnswer.Stored:
                _backoff.Reset();
                LogMoves(log => log.Stored(chunk.Length));
                break;
            case LogAnswer.GoOnAt(var expected) when expected != offset:
                LogGap(Attempt.Task, Attempt.Attempt, expected, offset);
                LogMoves(log => log.GoOnAt(expected));
                break;
            case LogAnswer.Gone(var reason):
                BecomeStale(reason);
                break;
            case LogAnswer.Refused(var reason):
                LogRefusedLog(Attempt.Task, Attempt.Attempt, chunk.Length, reason);
                LogMoves(log => log.Refused(chunk.Length));
                break;
            case LogAnswer.Unauthorized(var reason):
                await SuspendAsync(reason);
                break;
            case LogAnswer.Unavailable(var reason, var after):
                LogUnavailable(Attempt.Task, Attempt.Attempt, reason);
                await _backoff.PauseAsync(_end.Token, after);
                break;
            default:
                // A Manager that wants exactly what it has just refused.
                await _backoff.PauseAsync(_end.Token);
                break;
        }
    }

    private void LogMoves(Action<AttemptLog> move)
    {
        lock (_lock)
        {
            var before = _queue.Log.Waiting;
            move(_queue.Log);
            _tools.Room.Give(before - _queue.Log.Waiting);
            if (!_abandoned)
                _tools.Journal.Post(new JournalEntry.LogSent(_key, _queue.Log.Sent, _queue.Log.Offset), () => { });
        }
    }

    private async Task SendUpdateAsync(TaskUpdate update, long? number)
    {
        var answer = await _tools.Api.UpdateAsync(Attempt.Task, update, _end.Token);
        if (answer.Gone)
        {
            BecomeStale(answer.Reason);
            return;
        }

        if (answer.Unauthorized)
        {
            await SuspendAsync(answer.Reason);
            return;
        }

        if (answer.MayBeRepeated)
        {
            LogUnavailable(Attempt.Task, Attempt.Attempt, answer.Reason);
            await _backoff.PauseAsync(_end.Token, answer.RetryAfter);
            return;
        }

        if (!answer.Succeeded)
            LogRefusedUpdate(Attempt.Task, Attempt.Attempt, update.TaskStatus ?? "progress", answer.Reason);
        _backoff.Reset();
        lock (_lock)
        {
            if (_abandoned)
                return;
            _queue.Delivered(update);
            if (number is { } known)
                _tools.Journal.Post(new JournalEntry.Delivered(_key, known), () => { });
        }
    }

    private void BecomeStale(string reason)
    {
        LogStale(Attempt.Task, Attempt.Attempt, reason);
        // Its processes first: they are to be dead within seconds.
        _stale.Cancel();
        Abandon();
    }

    /// <summary>
    /// Credentials that are not accepted say nothing about the result: it stays. But the Worker must sign on again, so nothing runs on and
    /// nobody waits for the delivery meanwhile.
    /// </summary>
    private async Task SuspendAsync(string reason)
    {
        LogUnavailable(Attempt.Task, Attempt.Attempt, reason);
        await _stale.CancelAsync();
        lock (_lock)
            _delivered.TrySetResult();
        await _backoff.PauseAsync(_end.Token);
    }

    [LoggerMessage(LogLevel.Error, "Task {Task} attempt {Attempt} was not delivered by an error of this Worker, and will be sent again")]
    private partial void LogBroken(Exception exception, Guid task, int attempt);

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
