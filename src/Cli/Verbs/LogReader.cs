using Flamenco.Cli.Output;
using Flamenco.Contracts.Site;

namespace Flamenco.Cli.Verbs;

/// <summary>Reads on in a task's log where it stopped before.</summary>
internal sealed class LogReader(ManagerApi manager, Guid task)
{
    private readonly LogCleaner _cleaner = new();
    private long _read;

    /// <summary>Prints what has come since the last time; gives how many bytes that were.</summary>
    public async Task<int> ReadAsync(TextWriter output, CancellationToken cancellation)
    {
        var log = await manager.TaskLogAsync(task, cancellation);
        if (log is null)
            return 0;

        // Shorter than what was read: a new log has begun.
        if (log.Size < _read)
            _read = 0;
        var bytes = await manager.LogBytesAsync(log, _read, cancellation);
        _read += bytes.Length;
        await output.WriteAsync(_cleaner.Clean(bytes));
        await output.FlushAsync(cancellation);
        return bytes.Length;
    }
}
