using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces;
using Microsoft.Extensions.Caching.Memory;

namespace Flamenco.ManagerGateway;

/// <summary>Whose attempt is it? A Worker may write only the logs of its own; the Server says which, once.</summary>
internal sealed class AttemptHolders(IGrainFactory grains) : IDisposable
{
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = 100_000 });

    /// <summary>Is this attempt the Worker's: the one named, or its last?</summary>
    public async ValueTask<AttemptHolding> AttemptAsync(TaskId task, WorkerId worker, int? attempt, CancellationToken cancellation)
    {
        var key = (task, worker, attempt);
        if (attempt is { } named && _known.TryGetValue(key, out _))
            return new AttemptHolding.Of(named);

        // A deleted job's attempts are still there for a while; what is written about them would stay for ever.
        if (await grains.Job(task.Job).GetAsync(cancellation) is null)
            return new AttemptHolding.NoJob();
        if (await grains.Task(task).AttemptOfAsync(worker, attempt, cancellation) is not { } known)
            return new AttemptHolding.OfAnother();

        if (attempt is not null)
            _known.Set(key, true, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = Remembered });
        return new AttemptHolding.Of(known);
    }

    public void Dispose() => _known.Dispose();
}

/// <summary>Exactly one of these.</summary>
internal abstract record AttemptHolding
{
    /// <summary>It is this Worker's.</summary>
    public sealed record Of(int Attempt) : AttemptHolding;

    /// <summary>It is not this Worker's, or there is no such attempt.</summary>
    public sealed record OfAnother : AttemptHolding;

    /// <summary>There is no such job, or not any more.</summary>
    public sealed record NoJob : AttemptHolding;
}
