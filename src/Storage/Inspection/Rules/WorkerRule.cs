namespace Flamenco.Storage.Inspection.Rules;

/// <summary>I2 over all jobs, and I6: each slot has one open attempt at most, and its Worker's site a lease.</summary>
internal static class WorkerRule
{
    public static void Judge(IReadOnlyList<OpenAttempt> open, WorkerFacts workers, Findings findings)
    {
        foreach (var slot in open.GroupBy(attempt => (attempt.Worker, attempt.Slot)).Where(slot => slot.Count() > 1))
        {
            var tasks = slot.Select(attempt => $"{Subject.Task(attempt.Job, attempt.Task).Id} (attempt {attempt.Attempt})");
            findings.Broken(
                Invariant.OneOpenAttempt,
                Subject.Worker(slot.Key.Worker),
                $"slot {slot.Key.Slot} has {slot.Count()} open attempts, of which it runs one at most: {string.Join(", ", tasks)}",
                Mending.RequeueTask);
        }

        findings.Looked(Invariant.Leases, open.Count);
        foreach (var attempts in open.GroupBy(attempt => attempt.Worker))
        {
            if (!workers.Sites.TryGetValue(attempts.Key, out var site))
            {
                findings.Broken(
                    Invariant.Leases,
                    Subject.Worker(attempts.Key),
                    $"{attempts.Count()} attempts are open for a Worker that this farm does not know",
                    Mending.RequeueTask);
            }
            else if (!workers.Leased.Contains(site))
            {
                findings.Broken(
                    Invariant.Leases,
                    Subject.Worker(attempts.Key),
                    $"the Worker has {attempts.Count()} open attempts, but its site {site} no lease, so that nobody would notice its loss",
                    Mending.RestartManager);
            }
        }

        foreach (var site in workers.Leased.Except(workers.Managers).Except(workers.Sites.Values))
            findings.Broken(Invariant.Owners, Subject.Site(site), "there is a lease of a site that is not there", Mending.Harmless);
    }
}
