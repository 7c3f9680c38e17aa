namespace Flamenco.Storage.Workers;

/// <summary>For how long a Worker is trusted with its attempts after a sign of life.</summary>
internal static class WorkerLease
{
    /// <summary>As long as a site is trusted that nobody hears of.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(15);

    /// <summary>The end of a lease that is given now. Farm time stands at its beginning as long as nothing expires.</summary>
    public static TimeSpan Until => Length;
}
