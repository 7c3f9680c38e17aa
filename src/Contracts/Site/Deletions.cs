namespace Flamenco.Contracts.Site;

/// <summary>Answer to <c>GET jobs/{id}/what-would-delete-do</c>.</summary>
public sealed record JobDeletionInfo
{
    /// <summary>Does the job's checkout in the site's file store go, too?</summary>
    public required bool ShamanCheckout { get; init; }
}

/// <summary>Body of <c>DELETE jobs/mass-delete</c>.</summary>
public sealed record JobMassDeletionSelection
{
    /// <summary>Jobs that have not changed since; rounded up to a whole second, and including that.</summary>
    public required DateTimeOffset LastUpdatedMax { get; init; }
}
