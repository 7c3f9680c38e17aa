namespace Flamenco.Storage.Memory;

/// <summary>A database that lives as long as the process: one lock, under which everything is read and written.</summary>
public sealed class MemoryDatabase
{
    private readonly Lock _lock = new();
    private readonly MemoryRows _rows = new();

    /// <summary>Runs a read, or a write that decides everything before it changes the first row: if it throws, nothing has changed.</summary>
    internal Task<T> RunAsync<T>(Func<MemoryRows, T> action, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellation);
        try
        {
            lock (_lock)
                return Task.FromResult(action(_rows));
        }
        catch (Exception exception)
        {
            return Task.FromException<T>(exception);
        }
    }
}
