using Flamenco.Domain.Identity;

namespace Flamenco.Domain.Scheduling;

/// <summary>What a job tells a Manager that it has to do. A hint, never a promise: a wrong one costs one call.</summary>
/// <param name="Job">Which job offers.</param>
/// <param name="Priority">The job's priority, higher first.</param>
/// <param name="Created">When the job was submitted; older first.</param>
/// <param name="Source">Which life of the job's grain offers; another one's offer always counts.</param>
/// <param name="Sequence">Rises with each offer of one source; a lower one is late and ignored.</param>
/// <param name="Runnable">Task type to the number of tasks that may be handed out now; empty: nothing.</param>
/// <param name="Tag">Only Workers with this tag may work for the job; null: everybody.</param>
public sealed record Offer(
    JobId Job,
    int Priority,
    DateTimeOffset Created,
    Guid Source,
    long Sequence,
    IReadOnlyDictionary<string, int> Runnable,
    string? Tag = null)
{
    /// <summary>Task type to how much more there is of it than this source knew before; offers that became smaller are not told.</summary>
    public IReadOnlyDictionary<string, int> More { get; init; } = new Dictionary<string, int>();
}

/// <summary>The total order in which jobs are served: priority, then age, then id.</summary>
public sealed class OfferOrder : IComparer<Offer>
{
    public static OfferOrder Instance { get; } = new();

    public int Compare(Offer? x, Offer? y)
    {
        if (ReferenceEquals(x, y))
            return 0;
        if (x is null || y is null)
            return x is null ? -1 : 1;

        var byPriority = y.Priority.CompareTo(x.Priority);
        if (byPriority != 0)
            return byPriority;
        var byAge = x.Created.CompareTo(y.Created);
        return byAge != 0 ? byAge : x.Job.Value.CompareTo(y.Job.Value);
    }
}
