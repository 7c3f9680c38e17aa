using Orleans.Configuration;

namespace Flamenco.Silo.Cluster;

/// <summary>Orleans' membership protocol as this farm wants it; docs/decisions/0015-membership-and-time-outs.md has the reasons.</summary>
internal static class MembershipTimes
{
    /// <summary>
    /// What Orleans reads off the wall clocks of two machines at once is bounded so that clocks which disagree by an hour
    /// change nothing.
    /// </summary>
    private static readonly TimeSpan MoreThanClocksDiffer = TimeSpan.FromHours(2);

    /// <summary>Signs of life that a silo may miss before one that starts takes no notice of it any more.</summary>
    private const int MissedHeartbeats = 2;

    public static void Set(this ClusterMembershipOptions membership, ClusterSettings settings)
    {
        // Not adapted to what was observed: how long a lost silo costs is a promise.
        membership.ProbeTimeout = settings.ProbeTimeout;
        membership.MinProbeTimeout = settings.ProbeTimeout;
        membership.MaxProbeTimeout = settings.ProbeTimeout;
        membership.NumMissedProbesLimit = settings.MissedProbes;

        membership.IAmAliveTablePublishTimeout = settings.Heartbeat;
        membership.NumMissedTableIAmAliveLimit = MissedHeartbeats;
        membership.TableRefreshTimeout = settings.Heartbeat;

        membership.MaxJoinAttemptTime = MoreThanClocksDiffer;
        membership.SiloGenerationRetirementAge = MoreThanClocksDiffer + MoreThanClocksDiffer;
        membership.DefunctSiloMinimumRetention = MoreThanClocksDiffer + MoreThanClocksDiffer;
    }
}
