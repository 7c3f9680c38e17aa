namespace Flamenco.Worker.Processes;

/// <summary>
/// Ends processes for certain, whatever they did to get away: forked, forked twice, begun their own session. It looks until nothing
/// is left, because a process may fork while it is being looked for; and once more after that, because one that is just becoming
/// another program shows no environment for a moment.
/// </summary>
/// <param name="belongs">Given a process's environment: is it one of those to end?</param>
internal sealed class ProcessHunt(Func<IReadOnlyList<string>, bool> belongs)
{
    private readonly HashSet<int> _family = [];

    /// <summary>Kills the process, its group, its session, its descendants and whoever belongs to them; returns how many there were.</summary>
    /// <param name="root">The process that all began with; null: only those that belong.</param>
    /// <param name="certain">Look twice even if the first look shows nothing: somebody has been running until now.</param>
    /// <param name="time">Clock for the pauses between two looks.</param>
    /// <param name="cancellation">Stops looking.</param>
    public async Task<int> KillAllAsync(int? root, bool certain, TimeProvider time, CancellationToken cancellation = default)
    {
        if (root is { } first)
            _family.Add(first);

        var emptyLooks = 0;
        for (var pause = 1; ; pause = Math.Min(2 * pause, 100))
        {
            var alive = Look();
            foreach (var process in alive)
                Native.Signal(process, Native.Kill);
            emptyLooks = alive.Count == 0 ? emptyLooks + 1 : 0;
            if (emptyLooks >= (certain ? 2 : 1))
                return _family.Count - (root is null ? 0 : 1);
            certain = true;
            await Task.Delay(TimeSpan.FromMilliseconds(pause), time, cancellation);
        }
    }

    /// <summary>Who of the family is alive. Reaps those dead ones that became our children.</summary>
    private List<int> Look()
    {
        var table = ProcessTable.Snapshot();
        var added = true;
        while (added)
        {
            added = false;
            foreach (var process in table)
                if (IsFamily(process))
                    added |= _family.Add(process.Id);
        }

        var us = Environment.ProcessId;
        foreach (var dead in table.Where(process => process.Dead && process.Parent == us && _family.Contains(process.Id)))
            if (!ChildProcess.IsOurs(dead.Id))
                Native.Reap(dead.Id);

        return [.. table.Where(process => !process.Dead && _family.Contains(process.Id)).Select(process => process.Id)];
    }

    private bool IsFamily(RunningProcess process) =>
        _family.Contains(process.Parent)
        || _family.Contains(process.Group)
        || _family.Contains(process.Session)
        || (process.Id != Environment.ProcessId && !process.Dead && belongs(ProcessTable.Environment(process.Id)));
}
