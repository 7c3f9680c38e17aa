using Flamenco.Domain.Identity;

namespace Flamenco.Domain.Leases;

/// <summary>
/// Who of a site's Workers has a lease. Gateways report whom they have seen; a Worker's lease has ended when nobody has seen it
/// for as long as it lasts, although everybody who could have seen it was listening all the time. Whoever was deaf in between
/// judges nobody: then all leases begin anew. All moments are on the judge's own monotonic clock.
/// </summary>
/// <param name="lease">How long a Worker is trusted after a sign of life.</param>
public sealed class SiteWatch(TimeSpan lease)
{
    private readonly Dictionary<Guid, TimeSpan> _gateways = [];
    private readonly Dictionary<WorkerId, TimeSpan> _seen = [];
    private readonly Dictionary<WorkerId, TimeSpan> _lost = [];
    private TimeSpan _since;

    /// <summary>How often a gateway should report.</summary>
    public TimeSpan Beat { get; } = lease / 4;

    /// <summary>A gateway of which nothing was heard for longer may have missed signs of life, and Workers may have gone to another.</summary>
    public TimeSpan Silence { get; } = lease / 2;

    /// <summary>A gateway's report has arrived: it has listened up to now.</summary>
    /// <param name="gateway">Which life of which gateway.</param>
    /// <param name="seen">Whom it has seen since its report before, and how long before now.</param>
    /// <param name="now">When.</param>
    /// <returns>Those of them who were lost.</returns>
    public IReadOnlyList<WorkerId> Hear(Guid gateway, IReadOnlyCollection<SeenWorker> seen, TimeSpan now)
    {
        Listen(gateway, now);
        var returned = new List<WorkerId>();
        foreach (var (worker, ago) in seen)
        {
            var at = now - ago;
            if (!_lost.TryGetValue(worker, out var lost))
                _seen[worker] = Later(_seen.GetValueOrDefault(worker, at), at);
            else if (at > lost)
                returned.Add(worker);
        }

        return returned;
    }

    /// <summary>These Workers are stored as being at work: also one that nobody has ever told this judge of is missed from now on.</summary>
    public void Expect(IEnumerable<WorkerId> workers, TimeSpan now)
    {
        foreach (var worker in workers)
        {
            if (!_lost.ContainsKey(worker))
                _seen.TryAdd(worker, now);
        }
    }

    /// <summary>This Worker is stored as lost: who sees it from now on must say so.</summary>
    public void IsLost(WorkerId worker, TimeSpan now)
    {
        _seen.Remove(worker);
        _lost.TryAdd(worker, now);
    }

    /// <summary>This Worker has a lease from now on.</summary>
    public void IsThere(WorkerId worker, TimeSpan now)
    {
        _lost.Remove(worker);
        _seen[worker] = now;
    }

    /// <summary>Nobody can say who lived until now.</summary>
    public void BeginAnew(TimeSpan now) => _since = Later(_since, now);

    /// <summary>Workers whose lease has ended, as of the moment up to which all gateways have listened.</summary>
    public IReadOnlyList<WorkerId> Overdue()
    {
        if (_gateways.Count == 0)
            return [];

        var listened = _gateways.Values.Min();
        return [.. _seen.Where(worker => listened - Later(worker.Value, _since) >= lease).Select(worker => worker.Key)];
    }

    private void Listen(Guid gateway, TimeSpan now)
    {
        foreach (var (silent, _) in _gateways.Where(known => now - known.Value > Silence).ToList())
        {
            _gateways.Remove(silent);
            BeginAnew(now);
        }

        if (!_gateways.ContainsKey(gateway))
            BeginAnew(now);
        _gateways[gateway] = now;
    }

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;
}

/// <param name="Worker">A Worker that showed a sign of life.</param>
/// <param name="Ago">How long before its gateway's report.</param>
public readonly record struct SeenWorker(WorkerId Worker, TimeSpan Ago);
