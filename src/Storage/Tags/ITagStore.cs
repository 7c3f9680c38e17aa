using Flamenco.Domain.Identity;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Workers;

namespace Flamenco.Storage.Tags;

/// <summary>
/// Worker tags: named groups of a site's Workers. A job with a tag is for their members only. What people change is stored
/// together with its line in the audit log.
/// </summary>
public interface ITagStore
{
    Task<TagRow?> FindAsync(TagId tag, CancellationToken cancellation = default);

    /// <summary>By name.</summary>
    Task<IReadOnlyList<TagRow>> ListAsync(ManagerId? manager, CancellationToken cancellation = default);

    /// <summary>Stores a new tag. Conflict: the site has one of that name.</summary>
    Task<Written<TagRow>> CreateAsync(TagRow tag, OperationBy by, CancellationToken cancellation = default);

    /// <summary>Gives a tag of this id and site another name and description. Conflict: the site has another one of that name. Repeated: it is so already.</summary>
    Task<Written<TagRow>> UpdateAsync(TagRow tag, OperationBy by, CancellationToken cancellation = default);

    /// <summary>Removes a tag of a site: no Worker is a member of it any more, and jobs that had it are for everybody.</summary>
    /// <returns>The tag's row with the jobs that have lost it; null: there is no such tag there.</returns>
    Task<DeletedTag?> DeleteAsync(TagId tag, ManagerId manager, OperationBy by, CancellationToken cancellation = default);

    /// <summary>The Worker is a member of exactly these tags from now on. Repeated: it is so already. Conflict: one of them is not a tag of its site.</summary>
    Task<Written<WorkerRow>> AssignAsync(WorkerId worker, IReadOnlyList<TagId> tags, OperationBy by, CancellationToken cancellation = default);
}

/// <param name="Id">Given by whoever creates it.</param>
/// <param name="Manager">The site.</param>
/// <param name="Name">Once in a site.</param>
/// <param name="Description">For people; may be empty.</param>
public sealed record TagRow(TagId Id, ManagerId Manager, string Name, string Description);

/// <param name="Tag">As it was.</param>
/// <param name="Jobs">Jobs that had it.</param>
public sealed record DeletedTag(TagRow Tag, IReadOnlyList<JobId> Jobs);
