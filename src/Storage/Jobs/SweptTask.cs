using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;

namespace Flamenco.Storage.Jobs;

/// <summary>What a sweep must know of a task.</summary>
internal readonly record struct SweepTask(uint Number, RenderTaskStatus Status, int Attempt, int StepsCompleted, bool CanceledByFailing);

/// <summary>What a sweep makes of a task.</summary>
/// <param name="Number">Which task.</param>
/// <param name="Status">Its new status.</param>
/// <param name="Revoked">Its open attempt, which is revoked and held; null if it has none.</param>
/// <param name="StepsCompleted">Its new steps.</param>
/// <param name="CanceledByFailing">Is it canceled because its job failed?</param>
/// <param name="ForgetsFailures">Do the Workers that failed it get another chance?</param>
internal readonly record struct SweptTask(
    uint Number, RenderTaskStatus Status, int? Revoked, int StepsCompleted, bool CanceledByFailing, bool ForgetsFailures)
{
    /// <summary>Null where the sweep leaves the task alone.</summary>
    public static SweptTask? Of(SweepTask task, Sweep sweep)
    {
        if (TaskMachine.Decide(task.Status, new TaskEvent.Swept(sweep, task.CanceledByFailing)) is not TaskDecision.Moved moved)
            return null;

        return new SweptTask(
            task.Number,
            moved.Status,
            moved.SetsHold ? task.Attempt : null,
            moved.Status is RenderTaskStatus.Queued ? 0 : task.StepsCompleted,
            sweep is Sweep.Fail && moved.Status is RenderTaskStatus.Canceled,
            sweep is Sweep.RequeueAll or Sweep.RequeueUnfinished or Sweep.RequeueFailed);
    }
}
