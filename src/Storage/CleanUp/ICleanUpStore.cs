using Flamenco.Domain.Identity;

namespace Flamenco.Storage.CleanUp;

/// <summary>
/// What sites still have to remove of deleted jobs. A job's tombstone is the order, written with the delete itself; it is
/// outstanding until the site has said that its part is gone.
/// </summary>
public interface ICleanUpStore
{
    /// <summary>Deleted jobs of which this site may still keep something, those first that were deleted first.</summary>
    /// <param name="site">Whose jobs they were.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<IReadOnlyList<JobId>> OutstandingAsync(ManagerId site, int limit, CancellationToken cancellation = default);

    /// <summary>The site keeps nothing of these jobs any more. Idempotent; no effect on jobs of another site, or that were not deleted.</summary>
    Task ConfirmAsync(ManagerId site, IReadOnlyList<JobId> jobs, CancellationToken cancellation = default);
}
