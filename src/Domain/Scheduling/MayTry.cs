using Flamenco.Domain.Identity;

namespace Flamenco.Domain.Scheduling;

/// <summary>Who of a site's Workers may try the tasks of one type.</summary>
internal sealed class MayTry
{
    private readonly HashSet<WorkerId> _workers;
    private readonly bool _someAreBlocked;

    public MayTry(IEnumerable<WorkerProfile> workers, string type, string? tag, IReadOnlySet<BlocklistEntry> blocklist)
    {
        List<WorkerId> able = [.. workers.Where(worker => worker.CanRun(type, tag)).Select(worker => worker.Id)];
        _workers = [.. able.Where(worker => !blocklist.Contains(new BlocklistEntry(type, worker)))];
        _someAreBlocked = _workers.Count < able.Count;
    }

    /// <summary>Is nobody left for a task that these have failed? One that only lacks Workers waits for them.</summary>
    public bool IsNobodyFor(IReadOnlyList<WorkerId> failedBy) =>
        (failedBy.Count > 0 || _someAreBlocked) && !_workers.Except(failedBy).Any();
}
