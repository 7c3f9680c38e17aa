using System.Collections.Concurrent;
using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces.Managers;

namespace Flamenco.ManagerGateway.Sightings;

/// <summary>Whom this gateway has seen since it reported last, and whom it sees now, because a request of theirs is under way.</summary>
internal sealed class WorkerSightings(TimeProvider time)
{
    private readonly ConcurrentDictionary<WorkerId, long> _seen = new();
    private readonly ConcurrentDictionary<WorkerId, int> _inSight = new();

    /// <summary>The Worker has shown a sign of life.</summary>
    public void Saw(WorkerId worker) => _seen[worker] = time.GetTimestamp();

    /// <summary>The Worker is seen all the time until this is disposed of: it waits.</summary>
    public InSight Sees(WorkerId worker)
    {
        _inSight.AddOrUpdate(worker, 1, (_, count) => count + 1);
        return new InSight(this, worker);
    }

    /// <summary>What is to be reported.</summary>
    public Batch Take()
    {
        foreach (var worker in _inSight.Keys)
            Saw(worker);
        return new Batch(this, [.. _seen]);
    }

    private TimeSpan Ago(long seen) => time.GetElapsedTime(seen);

    private void LosesSightOf(WorkerId worker)
    {
        while (_inSight.TryGetValue(worker, out var count))
        {
            if (count == 1 ? _inSight.TryRemove(KeyValuePair.Create(worker, count)) : _inSight.TryUpdate(worker, count - 1, count))
                return;
        }
    }

    /// <summary>Whom a report tells of. What has been seen since it was taken is for the next one.</summary>
    internal sealed class Batch(WorkerSightings all, KeyValuePair<WorkerId, long>[] seen)
    {
        public IReadOnlyList<WorkerSighting> Sightings { get; } =
            [.. seen.Select(sighting => new WorkerSighting(sighting.Key, all.Ago(sighting.Value)))];

        /// <summary>The report has arrived; without this they are in the next one again.</summary>
        public void Arrived()
        {
            foreach (var sighting in seen)
                all._seen.TryRemove(sighting);
        }
    }

    /// <summary>A Worker in sight.</summary>
    internal sealed class InSight(WorkerSightings all, WorkerId worker) : IDisposable
    {
        private bool _isWrong;

        /// <summary>It was somebody else.</summary>
        public void WasWrong() => _isWrong = true;

        public void Dispose()
        {
            all.LosesSightOf(worker);
            if (!_isWrong)
                all.Saw(worker);
        }
    }
}
