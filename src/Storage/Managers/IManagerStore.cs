using Flamenco.Domain.Identity;

namespace Flamenco.Storage.Managers;

/// <summary>The farm's sites. What a Manager announces of itself is the state of its grain.</summary>
public interface IManagerStore
{
    Task AddAsync(ManagerRow manager, CancellationToken cancellation = default);

    /// <summary>A farm's first site: this one, if there is none yet. Of several Servers that start at once, one adds its own.</summary>
    /// <returns>The site that is there now; with several, the first by name.</returns>
    Task<ManagerRow> FirstAsync(ManagerRow manager, CancellationToken cancellation = default);

    Task<ManagerRow?> FindAsync(ManagerId manager, CancellationToken cancellation = default);

    /// <summary>By name.</summary>
    Task<IReadOnlyList<ManagerRow>> ListAsync(CancellationToken cancellation = default);
}

/// <param name="Id">The Manager's id.</param>
/// <param name="Name">For people.</param>
/// <param name="Workers">Workers that have registered there.</param>
public sealed record ManagerRow(ManagerId Id, string Name, int Workers = 0);
