using Flamenco.Domain.Identity;

namespace Flamenco.Domain.Scheduling;

/// <summary>A site's offers, sorted per task type, so that finding work costs the logarithm of the number of jobs.</summary>
public sealed class OfferBook
{
    private readonly Dictionary<JobId, Offer> _byJob = [];
    private readonly Dictionary<string, SortedSet<Offer>> _byType = [];

    /// <summary>Jobs that offer something.</summary>
    public int Count => _byJob.Values.Count(offer => offer.Runnable.Count > 0);

    /// <summary>Takes an offer in the place of the job's last one.</summary>
    /// <returns>Task types of which there is more to do than before, with how much more; for waking Workers.</returns>
    public IReadOnlyDictionary<string, int> Take(Offer offer)
    {
        var more = new Dictionary<string, int>();
        _byJob.TryGetValue(offer.Job, out var last);
        if (last is not null && last.Source == offer.Source && last.Sequence >= offer.Sequence)
            return more;

        Remove(offer.Job);

        // An offer of nothing stays too: its number tells that an earlier one, which comes later, is late.
        _byJob[offer.Job] = offer;
        foreach (var (type, count) in offer.Runnable)
        {
            if (!_byType.TryGetValue(type, out var offers))
                _byType[type] = offers = new SortedSet<Offer>(OfferOrder.Instance);
            offers.Add(offer);

            var before = last?.Runnable.GetValueOrDefault(type) ?? 0;
            if (count > before)
                more[type] = count - before;
        }

        return more;
    }

    /// <summary>Forgets a job that has ended.</summary>
    public void Remove(JobId job)
    {
        if (!_byJob.Remove(job, out var offer))
            return;

        foreach (var type in offer.Runnable.Keys)
        {
            if (_byType.TryGetValue(type, out var offers) && offers.Remove(offer) && offers.Count == 0)
                _byType.Remove(type);
        }
    }

    /// <summary>The best job that offers a task of one of these types, leaving out those that were asked already.</summary>
    public JobId? Best(IEnumerable<string> taskTypes, IReadOnlySet<JobId> except)
    {
        Offer? best = null;
        foreach (var type in taskTypes)
        {
            if (!_byType.TryGetValue(type, out var offers))
                continue;

            var first = offers.FirstOrDefault(offer => !except.Contains(offer.Job));
            if (first is not null && (best is null || OfferOrder.Instance.Compare(first, best) < 0))
                best = first;
        }

        return best?.Job;
    }
}
