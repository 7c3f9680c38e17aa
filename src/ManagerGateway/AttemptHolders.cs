using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces;
using Microsoft.Extensions.Caching.Memory;

namespace Flamenco.ManagerGateway;

/// <summary>Whose attempt is it? A Worker may write only the logs of its own; the Server says which, once.</summary>
internal sealed class AttemptHolders(IGrainFactory grains) : IDisposable
{
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = 100_000 });

    /// <summary>The number of this Worker's attempt: the one named, or its last; null if it has none.</summary>
    public async ValueTask<int?> AttemptAsync(TaskId task, WorkerId worker, int? attempt, CancellationToken cancellation)
    {
        var key = (task, worker, attempt);
        if (attempt is not null && _known.TryGetValue(key, out _))
            return attempt;

        var known = await grains.Task(task).AttemptOfAsync(worker, attempt, cancellation);
        if (known is not null && attempt is not null)
            _known.Set(key, true, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = Remembered });
        return known;
    }

    public void Dispose() => _known.Dispose();
}
