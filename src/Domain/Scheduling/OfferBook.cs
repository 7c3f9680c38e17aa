using Flamenco.Domain.Identity;

namespace Flamenco.Domain.Scheduling;

/// <summary>A site's offers, sorted per tag and task type, so that finding work costs the logarithm of the number of jobs.</summary>
public sealed class OfferBook
{
    /// <summary>Of so many jobs that offer nothing any more the last offer is known, to tell that an earlier one is late.</summary>
    private const int RememberedWithoutWork = 1_000;

    private readonly Dictionary<JobId, Offer> _byJob = [];
    private readonly Dictionary<(string? Tag, string Type), SortedSet<Offer>> _byType = [];
    private readonly Queue<JobId> _withoutWork = new();

    /// <summary>Jobs that offer something.</summary>
    public int Count { get; private set; }

    /// <summary>Takes an offer in the place of the job's last one.</summary>
    /// <returns>Task types of which there is more to do than before, with how much more; for waking Workers.</returns>
    public IReadOnlyDictionary<string, int> Take(Offer offer)
    {
        var more = new Dictionary<string, int>();
        _byJob.TryGetValue(offer.Job, out var last);
        if (last is not null && last.Source == offer.Source && last.Sequence >= offer.Sequence)
            return more;

        Remove(last);
        _byJob[offer.Job] = offer;
        if (offer.Runnable.Count == 0)
        {
            Remember(offer.Job);
            return more;
        }

        Count++;
        foreach (var (type, count) in offer.Runnable)
        {
            if (!_byType.TryGetValue((offer.Tag, type), out var offers))
                _byType[(offer.Tag, type)] = offers = new SortedSet<Offer>(OfferOrder.Instance);
            offers.Add(offer);

            var before = last is not null && last.Tag == offer.Tag ? last.Runnable.GetValueOrDefault(type) : 0;
            var rise = Math.Max(count - before, offer.More.GetValueOrDefault(type));
            if (rise > 0)
                more[type] = rise;
        }

        return more;
    }

    /// <summary>The best job that offers a task that this Worker can run, leaving out those that were asked already.</summary>
    public JobId? Best(WorkerProfile worker, IReadOnlySet<JobId> except)
    {
        Offer? best = null;
        foreach (var tag in worker.Tags.Prepend(null))
        {
            foreach (var type in worker.TaskTypes)
            {
                if (!_byType.TryGetValue((tag, type), out var offers))
                    continue;

                var first = offers.FirstOrDefault(offer => !except.Contains(offer.Job));
                if (first is not null && (best is null || OfferOrder.Instance.Compare(first, best) < 0))
                    best = first;
            }
        }

        return best?.Job;
    }

    private void Remove(Offer? offer)
    {
        if (offer is null || offer.Runnable.Count == 0)
            return;

        Count--;
        foreach (var type in offer.Runnable.Keys)
        {
            if (_byType.TryGetValue((offer.Tag, type), out var offers) && offers.Remove(offer) && offers.Count == 0)
                _byType.Remove((offer.Tag, type));
        }
    }

    private void Remember(JobId job)
    {
        _withoutWork.Enqueue(job);
        if (_withoutWork.Count > RememberedWithoutWork
            && _byJob.TryGetValue(_withoutWork.Dequeue(), out var oldest)
            && oldest.Runnable.Count == 0)
            _byJob.Remove(oldest.Job);
    }
}
