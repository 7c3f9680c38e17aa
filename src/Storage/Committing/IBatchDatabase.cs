using Flamenco.Storage.Transitions;

namespace Flamenco.Storage.Committing;

/// <summary>What a database does with a batch: load the rows under locks, let the transitions decide, save, commit.</summary>
public interface IBatchDatabase
{
    /// <summary>Commits the batch, or nothing of it. At most one transition per task.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was kept.</exception>
    /// <exception cref="OutcomeUnknownException">The commit was sent, its answer was lost.</exception>
    Task CommitAsync(IReadOnlyList<Transition> batch, CancellationToken cancellation);

    /// <summary>The rows of a batch as they are, read under the same locks, so that a commit still under way is waited for.</summary>
    Task<Rows> ReadBackAsync(IReadOnlyList<Transition> batch, CancellationToken cancellation);
}
