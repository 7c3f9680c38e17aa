using Flamenco.Contracts.Site;
using Flamenco.Worker.Agent;
using Flamenco.Worker.Configuration;
using Flamenco.Worker.Data;
using Flamenco.Worker.Delivery.Disk;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Flamenco.Worker.Delivery;

/// <summary>The outbox in <c>outbox.db</c> of the data folder: what waits in it outlives this process, and this machine's power.</summary>
internal sealed partial class Outbox : IOutbox, IDisposable
{
    private readonly WorkerFolder _folder;
    private readonly OutboxOptions _options;
    private readonly BackoffFactory _backoffs;
    private readonly OutboxTools _tools;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly List<AttemptOutbox> _attempts = [];
    private TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Outbox(
        WorkerFolder folder, WorkerApi api, IOptions<OutboxOptions> options, IOptions<TaskLogOptions> log, BackoffFactory backoffs, Secrets secrets,
        TimeProvider time, ILoggerFactory loggers)
    {
        (_folder, _options, _backoffs, _logger) = (folder, options.Value, backoffs, loggers.CreateLogger<Outbox>());
        var journal = new OutboxJournal(folder.OutboxFile, _options, time, loggers.CreateLogger<OutboxJournal>());
        _tools = new(api, journal, new OutboxRoom(_options.LimitBytes), log.Value, secrets, time, _logger);
        _empty.SetResult();
    }

    public IReadOnlyList<AttemptRef> Open => [.. Attempts.Select(outbox => outbox.Attempt)];

    public bool HasResults => Attempts.Any(outbox => outbox.HasResult);

    private IReadOnlyList<AttemptOutbox> Attempts
    {
        get
        {
            lock (_lock)
                return [.. _attempts];
        }
    }

    public void Start()
    {
        foreach (var saved in _tools.Journal.Open(Snapshot))
        {
            LogLeft(saved.Attempt.Task, saved.Attempt.Attempt, saved.Life, saved.Log.Length, saved.Updates.Count);
            Add(new AttemptOutbox(saved, _tools, _backoffs.Create(), Remove));
        }
    }

    public IAttemptOutbox Begin(AttemptRef attempt)
    {
        var outbox = new AttemptOutbox(attempt, _folder.Life, _tools, _backoffs.Create(), Remove);
        Add(outbox);
        return outbox;
    }

    public async Task<string?> TroubleAsync()
    {
        if (_tools.Journal.Trouble is { IsDamaged: false })
            await _tools.Journal.TryAgainAsync();
        if (_tools.Journal.Trouble is { } trouble)
            return trouble.Advice;
        var free = new DriveInfo(_folder.Path).AvailableFreeSpace;
        return free >= _options.FreeSpaceFloorBytes
            ? null
            : $"the disk of {_folder.Path} has {free} bytes left, and Outbox:FreeSpaceFloorBytes wants {_options.FreeSpaceFloorBytes}: make room there";
    }

    public Task EmptyAsync(CancellationToken cancellation)
    {
        lock (_lock)
            return _empty.Task.WaitAsync(cancellation);
    }

    public Task StopAsync() => Task.WhenAll(Attempts.Select(attempt => attempt.StopAsync()));

    public void Dispose() => _tools.Journal.Dispose();

    private IReadOnlyList<SavedAttempt> Snapshot() => [.. Attempts.Select(attempt => attempt.Saved())];

    private void Add(AttemptOutbox outbox)
    {
        lock (_lock)
        {
            if (_attempts.Count == 0)
                _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _attempts.Add(outbox);
        }

        outbox.Start();
    }

    private void Remove(AttemptOutbox outbox)
    {
        lock (_lock)
        {
            if (_attempts.Remove(outbox) && _attempts.Count == 0)
                _empty.SetResult();
        }
    }

    [LoggerMessage(LogLevel.Information, "Task {Task} attempt {Attempt} of life {Life} left {Bytes} bytes of log and {Updates} updates; they are delivered first")]
    private partial void LogLeft(Guid task, int attempt, long life, int bytes, int updates);
}
