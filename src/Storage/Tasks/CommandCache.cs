using Flamenco.Domain.Identity;

namespace Flamenco.Storage.Tasks;

/// <summary>
/// Pages of commands that were opened not long ago: tasks of one page are assigned one after the other, and to open a page costs more
/// than to assign a task. The oldest make room.
/// </summary>
internal sealed class CommandCache
{
    private const int MostPages = 256;
    private const int MostBytes = 32 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<(JobId Job, long Page), Task<CommandPage?>> _pages = [];
    private readonly Queue<(JobId Job, long Page)> _byAge = [];
    private int _bytes;

    /// <summary>The page, opened once for all who want it at the same moment.</summary>
    public async Task<CommandPage?> GetAsync(JobId job, long number, Func<Task<CommandPage?>> open)
    {
        var key = (job, number);
        TaskCompletionSource<CommandPage?> opened;
        Task<CommandPage?>? known;
        lock (_lock)
        {
            opened = new TaskCompletionSource<CommandPage?>(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!_pages.TryGetValue(key, out known))
                _pages.Add(key, opened.Task);
        }

        if (known is not null)
            return await known;

        try
        {
            var page = await open();
            Keep(key, page);
            opened.SetResult(page);
            return page;
        }
        catch (Exception failure)
        {
            Forget(key);
            opened.SetException(failure);
            // Perhaps nobody else waits for it.
            _ = opened.Task.Exception;
            throw;
        }
    }

    private void Keep((JobId Job, long Page) key, CommandPage? page)
    {
        if (page is null)
        {
            Forget(key);
            return;
        }

        lock (_lock)
        {
            _byAge.Enqueue(key);
            _bytes += page.Bytes;
            while (_byAge.Count > 1 && (_byAge.Count > MostPages || _bytes > MostBytes))
            {
                _pages.Remove(_byAge.Dequeue(), out var oldest);
                _bytes -= oldest is { IsCompletedSuccessfully: true, Result: { } gone } ? gone.Bytes : 0;
            }
        }
    }

    private void Forget((JobId Job, long Page) key)
    {
        lock (_lock)
            _pages.Remove(key);
    }
}
