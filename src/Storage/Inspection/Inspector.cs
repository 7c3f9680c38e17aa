using Flamenco.Domain.Tasks;
using Flamenco.Storage.Inspection.Rules;

namespace Flamenco.Storage.Inspection;

/// <summary>Judges a farm by pure rules: first job after job, then what goes over all of them.</summary>
internal sealed class Inspector
{
    private readonly Findings _findings = new();
    private readonly List<OpenAttempt> _open = [];
    private readonly Works _works;

    private readonly HashSet<Guid> _logged;

    /// <param name="wanted">What is to be looked at, and how.</param>
    /// <param name="now">The moment of the inspection.</param>
    public Inspector(InspectionRequest wanted, DateTimeOffset now)
    {
        _works = new Works(wanted.State, now, _findings);
        _logged = [.. wanted.LoggedJobs ?? []];
        foreach (var invariant in Invariant.All.Except([Invariant.GrainRows, Invariant.Files]))
            _findings.Looked(invariant, 0);
    }

    /// <summary>Jobs of which a site keeps logs, and which have not been judged yet.</summary>
    public IReadOnlyCollection<Guid> LoggedJobs => _logged;

    public void Judge(JobFacts facts)
    {
        var job = facts with { HasLogs = _logged.Remove(facts.Id) };
        CounterRule.Judge(job, _findings);
        AttemptRule.Judge(job, _findings);
        CompletionRule.Judge(job, _findings);
        DependencyRule.Judge(job, _works, _findings);
        OwnerRule.Judge(job, _works, _findings);
        AuditRule.Judge(job, _findings);
        HoldRule.Judge(job, _findings);
        StatusRule.Judge(job, _works, _findings);
        _open.AddRange(job.Tasks.SelectMany(task => task.Attempts).Concat(job.StrayAttempts)
            .Where(attempt => attempt.Outcome is AttemptOutcome.Open)
            .Select(attempt => new OpenAttempt(job.Id, attempt.Task, attempt.Attempt, attempt.Worker, attempt.Slot)));
    }

    /// <summary>After the last job: what was found, all in all.</summary>
    public InspectionReport Conclude(WorkerFacts workers)
    {
        WorkerRule.Judge(_open, workers, _findings);
        return _findings.Report();
    }
}
