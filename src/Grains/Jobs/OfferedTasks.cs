using Flamenco.Storage.Jobs;

namespace Flamenco.Grains.Jobs;

/// <summary>
/// What one activation of a job has told its site's Manager. Each task that is handed out makes an offer smaller, and that nobody
/// needs to hear: too large an offer costs one call at most. So only what is more, or gone, or ordered anew is worth telling.
/// </summary>
internal sealed class OfferedTasks
{
    private static readonly Dictionary<string, int> NoMore = [];

    private IReadOnlyDictionary<string, int>? _runnable;
    private int _priority;
    private string? _tag;

    /// <summary>How much more there is of each task type than before; null: it is not worth telling.</summary>
    /// <param name="job">The job as it is known.</param>
    /// <param name="runnable">What may be handed out now, by task type.</param>
    /// <param name="again">Tell it in any case: the Manager may not have heard it.</param>
    public IReadOnlyDictionary<string, int>? Tell(JobRow job, IReadOnlyDictionary<string, int> runnable, bool again)
    {
        var before = _runnable;
        var isSame = before is not null && _priority == job.Priority && _tag == job.WorkerTag
            && before.Count == runnable.Count && runnable.All(type => before.GetValueOrDefault(type.Key) >= type.Value);
        (_runnable, _priority, _tag) = (runnable, job.Priority, job.WorkerTag);
        if (isSame && !again)
            return null;

        // Of a first offer the Manager knows best how much of it is new.
        return before is null || isSame
            ? NoMore
            : runnable.Where(type => type.Value > before.GetValueOrDefault(type.Key))
                .ToDictionary(type => type.Key, type => type.Value - before.GetValueOrDefault(type.Key));
    }
}
