using Flamenco.Http.Hosting;

namespace Flamenco.Silo.Cluster;

/// <summary>
/// How the silos of a Server find out that one of them is gone, and how long a call may take. Section <c>Cluster</c>; the
/// reasons are in docs/decisions/0015-membership-and-time-outs.md.
/// </summary>
public sealed class ClusterSettings
{
    /// <summary>How long a silo may take to answer a probe, and how often it is probed. 500 ms to 1 min, default 3 s.</summary>
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Probes in a row that a silo misses before another one votes that it is dead. 2 to 20, default 3.</summary>
    public int MissedProbes { get; set; } = 3;

    /// <summary>How often a silo writes a sign of life into the membership table, and reads the table. 1 s to 1 min, default 5 s.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a call to a grain may take; then its outcome is not known. 1 s to 5 min, default 10 s.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a node that stops says so at <c>/health/ready</c> before it takes no more requests, so that load balancers
    /// turn to others. 0 to 5 min, default 2 s; not waited for where there is no other silo.
    /// </summary>
    public TimeSpan DrainPause { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>What is wrong with these settings, naming key, value and bound; null: nothing.</summary>
    public string? Problem() =>
        Outside(nameof(ProbeTimeout), ProbeTimeout, TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(1))
        ?? (MissedProbes is < 2 or > 20 ? $"Cluster:{nameof(MissedProbes)} is {MissedProbes}; it must be 2 to 20" : null)
        ?? Outside(nameof(Heartbeat), Heartbeat, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1))
        ?? Outside(nameof(ResponseTimeout), ResponseTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5))
        ?? Outside(nameof(DrainPause), DrainPause, TimeSpan.Zero, TimeSpan.FromMinutes(5));

    /// <exception cref="RefusedToStartException">A value is out of its bounds.</exception>
    internal static ClusterSettings Of(IConfiguration configuration)
    {
        var settings = configuration.GetSection("Cluster").Get<ClusterSettings>() ?? new ClusterSettings();
        return settings.Problem() is { } problem ? throw new RefusedToStartException(problem) : settings;
    }

    private static string? Outside(string key, TimeSpan value, TimeSpan least, TimeSpan most) =>
        value < least || value > most ? $"Cluster:{key} is {value}; it must be {least} to {most}" : null;
}
