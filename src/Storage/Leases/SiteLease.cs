using System.Globalization;
using Flamenco.Domain.Workers;

namespace Flamenco.Storage.Leases;

/// <summary>What the adapters share of leases.</summary>
internal static class SiteLease
{
    /// <summary>What a site's first Worker brings it when it registers, until the Manager renews it. Farm time.</summary>
    public static readonly TimeSpan First = TimeSpan.FromMinutes(15);

    /// <summary>Statuses in which a Worker runs nothing, as a list for SQL.</summary>
    public static string AtRest { get; } = Listed(status => new WorkerState(status).RunsNothing);

    /// <summary>Statuses in which a Worker is missed if nobody sees it, as a list for SQL.</summary>
    public static string Missed { get; } = Listed(IsMissed);

    public static bool IsMissed(WorkerStatus status) =>
        WorkerMachine.Decide(new WorkerState(status), new WorkerEvent.Lost()) is WorkerDecision.Moved;

    private static string Listed(Func<WorkerStatus, bool> isSo) =>
        string.Join(", ", WorkerStatuses.All.Where(isSo).Select(status => ((int)status).ToString(CultureInfo.InvariantCulture)));
}
