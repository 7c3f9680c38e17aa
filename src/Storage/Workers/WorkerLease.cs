namespace Flamenco.Storage.Workers;

/// <summary>For how long a Worker is trusted with its attempts after a sign of life.</summary>
internal static class WorkerLease
{
    /// <summary>Farm time; as long as a site is trusted that nobody hears of.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(15);
}
