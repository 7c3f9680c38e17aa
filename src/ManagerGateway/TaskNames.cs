using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces;
using Microsoft.Extensions.Caching.Memory;

namespace Flamenco.ManagerGateway;

/// <summary>
/// What an id in a path of the site API stands for: a task, or one attempt of it. A Flamenco 3 Worker gets a task's later
/// attempts under aliases and sends no number, so the task's own id is its first attempt.
/// </summary>
internal sealed class TaskNames(IGrainFactory grains) : IDisposable
{
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    /// <summary>An alias never stands for anything else.</summary>
    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = 100_000 });

    /// <summary>The task, with the attempt that the id stands for; null: there is none.</summary>
    public async ValueTask<NamedAttempt?> FindAsync(Guid id, CancellationToken cancellation)
    {
        if (TaskId.From(id) is { } task)
            return new NamedAttempt(task, Attempt: 1);
        if (!AttemptAlias.IsAlias(id))
            return null;
        if (_known.TryGetValue(id, out NamedAttempt? known))
            return known;
        if (await grains.Farm().AttemptOfAliasAsync(id, cancellation) is not { } found)
            return null;

        return _known.Set(
            id, new NamedAttempt(found.Task, found.Attempt), new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = Remembered });
    }

    public void Dispose() => _known.Dispose();
}

/// <param name="Task">Which task.</param>
/// <param name="Attempt">The attempt that is meant where none is named.</param>
internal sealed record NamedAttempt(TaskId Task, int Attempt);
