using Flamenco.Domain.Failures;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Workers;
using Flamenco.Storage.Workers;

namespace Flamenco.Storage.Tasks;

/// <summary>What the failure policy must know, from rows.</summary>
internal static class FailureReports
{
    /// <param name="task">The task that fails now.</param>
    /// <param name="worker">The Worker that fails it.</param>
    /// <param name="othersFailedHere">Other tasks of this type in this job that the Worker has failed.</param>
    /// <param name="site">The Workers of the job's site.</param>
    public static FailureReport Of(StoredTask task, WorkerId worker, int othersFailedHere, IEnumerable<WorkerRow> site)
    {
        var failedBy = task.FailedBy.Append(worker).ToHashSet();
        var mayTry = site.Count(other =>
            !failedBy.Contains(other.Id) && other.Status.MayTryLater() && other.TaskTypes.Contains(task.Type));
        return new FailureReport(failedBy.Count, othersFailedHere + 1, mayTry);
    }
}
