using Flamenco.Domain.Jobs;

namespace Flamenco.Storage.Jobs;

internal static class SweepRules
{
    /// <summary>Does such a sweep forget who failed the tasks that it reaches, because a person wants them tried again?</summary>
    public static bool ForgetsFailures(this Sweep sweep) => sweep is Sweep.RequeueAll or Sweep.RequeueUnfinished or Sweep.RequeueFailed;
}
