using System.Collections.Concurrent;
using Flamenco.Worker.Configuration;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Flamenco.Worker.Delivery.Disk;

/// <summary>
/// Writes what waits for delivery to the disk, on a thread of its own: SQLite's calls block, and nobody who prints may wait for a disk.
/// Lines gather for a moment and travel together; results go at once. When the disk fails, what waits stays in memory and is delivered
/// from there; a full one still takes results as long as the reserve lasts.
/// </summary>
internal sealed partial class OutboxJournal(string path, OutboxOptions options, TimeProvider time, ILogger<OutboxJournal> logger) : IDisposable
{
    private readonly BlockingCollection<(JournalEntry? Entry, Action Done)> _queue = [];
    private readonly Reserve _reserve = new(path + ".reserve");
    private Func<IReadOnlyList<SavedAttempt>> _snapshot = () => [];
    private Thread? _writer;
    private OutboxFile? _file;
    private volatile OutboxTrouble? _trouble;

    /// <summary>Null: what is written is on the disk.</summary>
    public OutboxTrouble? Trouble => _trouble;

    /// <summary>Opens the file and begins to write.</summary>
    /// <param name="snapshot">Everything that waits at this moment; asked for when the file has to be written anew.</param>
    /// <returns>What earlier lives left in it.</returns>
    public IReadOnlyList<SavedAttempt> Open(Func<IReadOnlyList<SavedAttempt>> snapshot)
    {
        _snapshot = snapshot;
        IReadOnlyList<SavedAttempt> saved = [];
        try
        {
            _file = OutboxFile.Open(path);
            saved = _file.Read();
            _reserve.Hold();
        }
        catch (Exception e) when (IsOfTheDisk(e))
        {
            Fail(e);
        }

        _writer = new Thread(Write) { IsBackground = true, Name = "outbox" };
        _writer.Start();
        return saved;
    }

    /// <summary>Writes this after everything that was posted before. Does not wait for anything.</summary>
    /// <param name="entry">What changed.</param>
    /// <param name="done">Called when it is on the disk, or the disk has failed.</param>
    public void Post(JournalEntry entry, Action done)
    {
        // Whoever still prints while the Worker ends is not written down any more.
        if (!_queue.IsAddingCompleted)
            _queue.Add((entry, done));
    }

    /// <summary>After a failure: tries whether the disk works again.</summary>
    public Task TryAgainAsync()
    {
        var tried = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_queue.IsAddingCompleted)
            return Task.CompletedTask;
        _queue.Add((null, tried.SetResult));
        return tried.Task;
    }

    /// <summary>Writes what was posted, and closes the file.</summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        _writer?.Join();
        _file?.Dispose();
    }

    private void Write()
    {
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            var batch = Gather(first);
            var entries = batch.Select(one => one.Entry).OfType<JournalEntry>().ToList();
            if (_trouble is null)
                TryWrite(entries);
            else
                Mend(tries: batch.Exists(one => one.Entry is null), hasResult: entries.Exists(IsUrgent));
            foreach (var (_, done) in batch)
                done();
        }
    }

    /// <summary>What comes while a line may wait; a result does not wait.</summary>
    private List<(JournalEntry? Entry, Action Done)> Gather((JournalEntry? Entry, Action Done) first)
    {
        List<(JournalEntry? Entry, Action Done)> batch = [first];
        var (began, bytes, urgent) = (time.GetTimestamp(), Size(first.Entry), IsUrgent(first.Entry));
        while (true)
        {
            var left = urgent || bytes >= options.WriteBytes ? 0 : options.WriteMilliseconds - (int)time.GetElapsedTime(began).TotalMilliseconds;
            if (!_queue.TryTake(out var next, Math.Max(0, left)))
                return batch;
            batch.Add(next);
            bytes += Size(next.Entry);
            urgent |= IsUrgent(next.Entry);
        }
    }

    private static int Size(JournalEntry? entry) => entry is JournalEntry.LogWritten log ? log.Bytes.Length : 0;

    private static bool IsUrgent(JournalEntry? entry) => entry is null or JournalEntry.Updated;

    private void TryWrite(List<JournalEntry> entries)
    {
        try
        {
            _file!.Apply(entries);
        }
        catch (Exception e) when (IsOfTheDisk(e))
        {
            Fail(e);
            Mend(tries: false, entries.Exists(IsUrgent));
        }
    }

    /// <summary>Writes the file anew when the disk may work again; while it is full, at least the results.</summary>
    private void Mend(bool tries, bool hasResult)
    {
        if (_trouble is not { IsDamaged: false } trouble || !(tries || (hasResult && trouble.IsFull)))
            return;
        try
        {
            if (!tries)
                _reserve.GiveUp();
            _file ??= OutboxFile.Open(path);
            _file.Rewrite(tries ? _snapshot() : [.. _snapshot().Select(attempt => attempt with { Log = [] })]);
            if (!tries)
                return;
            _reserve.Hold();
            _trouble = null;
            LogMended(path);
        }
        catch (Exception e) when (IsOfTheDisk(e))
        {
            if (OutboxTrouble.Of(path, e).Advice != trouble.Advice)
                Fail(e);
        }
    }

    private void Fail(Exception exception)
    {
        var trouble = exception is IOException { HResult: NoSpace } ? OutboxTrouble.Full(path) : OutboxTrouble.Of(path, exception);
        _trouble = trouble;
        LogTrouble(trouble.Advice);
    }

    /// <summary>ENOSPC, as .NET hands it on.</summary>
    private const int NoSpace = 28;

    private static bool IsOfTheDisk(Exception exception) =>
        exception is SqliteException or IOException or UnauthorizedAccessException or FormatException or System.Text.Json.JsonException;

    [LoggerMessage(LogLevel.Error, "No new task is taken, and what waits is kept in memory: {Advice}")]
    private partial void LogTrouble(string advice);

    [LoggerMessage(LogLevel.Information, "The outbox {Path} works again")]
    private partial void LogMended(string path);
}
