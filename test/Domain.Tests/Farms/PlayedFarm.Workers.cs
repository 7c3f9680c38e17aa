using Flamenco.Domain.Failures;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Scheduling;
using Flamenco.Domain.Tasks;

namespace Flamenco.Domain.Tests.Farms;

/// <summary>What Workers do.</summary>
internal sealed partial class PlayedFarm
{
    private void Ask(Step.Ask ask, int worker)
    {
        if (_running[worker] is not null)
            return;

        Note(ask, () => ProveDead(worker));
        (JobId, uint)? given = null;
        var moment = Note(ask, () => (given = Assign(worker)) is not null);
        Moments[^1] = moment with { Asked = _plan.Workers[worker], Given = given };
    }

    /// <summary>As a site asks its jobs: the best offer first, until one has a task.</summary>
    private (JobId, uint)? Assign(int worker)
    {
        var profile = _plan.Workers[worker];
        var asked = new HashSet<JobId>();
        while (_book.Best(profile, asked) is { } id)
        {
            asked.Add(id);
            var job = State.Jobs.IndexOf(State.Jobs.Single(known => known.Plan.Id == id));
            if (!State.Jobs[job].Status.Runs() || _tables[job].Reserve(profile) is not { } row)
                continue;

            var task = State.Jobs[job].Find(row.Number)!;
            var decision = TaskMachine.Decide(task.Status, new TaskEvent.Assigned(State.Jobs[job].IsReady(task), task.Held is not null));
            if (decision is TaskDecision.Moved moved)
            {
                _running[worker] = (job, row.Number, task.Attempts.Count + 1);
                Put(job, task with { Status = moved.Status, Attempts = task.Attempts.Add(new AttemptState(profile.Id, AttemptOutcome.Open)) });
                Put(job, known => known with { Status = JobStatus.Active });
            }

            _tables[job].Release(row.Number);
            if (decision is TaskDecision.Moved)
                return (id, row.Number);
        }

        return null;
    }

    private bool Report(int worker, Func<JobState, TaskState, TaskEvent> happened)
    {
        if (_running[worker] is not { } run)
            return false;

        _running[worker] = null;
        return State.Jobs[run.Job].Status.IsVisible()
            && State.Jobs[run.Job].Find(run.Task) is { } task
            && End(run.Job, task, run.Attempt, happened(State.Jobs[run.Job], task));
    }

    private bool TakeLate(Step.LateResult late)
    {
        var job = late.Job % _plan.Jobs.Count;
        return State.Jobs[job].Tasks is { Length: > 0 } tasks
            && tasks[late.Task % tasks.Length] is { Attempts.Count: > 0 } task
            && late.Attempt % task.Attempts.Count is var attempt
            && task.Attempts[attempt].Outcome is not AttemptOutcome.Open
            && End(job, task, attempt + 1, late.Completed ? new TaskEvent.Completed() : new TaskEvent.FailedWith(new FailureVerdict.SoftFailed("", BlocklistWorker: false)));
    }

    /// <summary>As the store judges a result: by the attempt's outcome first.</summary>
    private bool End(int job, TaskState task, int attempt, TaskEvent happened)
    {
        var known = task.Attempts[attempt - 1];
        if (known.Outcome is not AttemptOutcome.Open || TaskMachine.Decide(task.Status, happened) is not TaskDecision.Moved { Outcome: { } outcome } moved)
            return false;

        Put(job, task with
        {
            Status = moved.Status,
            Attempts = task.Attempts.SetItem(attempt - 1, known with { Outcome = outcome }),
            FailedBy = outcome is AttemptOutcome.Failed && !task.FailedBy.Contains(known.Worker) ? task.FailedBy.Add(known.Worker) : task.FailedBy,
        });
        if (happened is TaskEvent.FailedWith { Verdict.BlocklistWorker: true })
            Block(job, list => list.Add(new BlocklistEntry(State.Jobs[job].PlanOf(task).Type, known.Worker)));
        return true;
    }

    private FailureVerdict Judge(JobState job, TaskState task, int worker)
    {
        var (profile, type) = (_plan.Workers[worker], job.PlanOf(task).Type);
        var failedBy = task.FailedBy.Append(profile.Id).ToHashSet();
        var failedHere = job.Tasks.Count(other => other.Number != task.Number && job.PlanOf(other).Type == type && other.FailedBy.Contains(profile.Id));
        var mayTry = _plan.Workers.Count(other =>
            other.CanRun(type, job.Plan.Tag) && !failedBy.Contains(other.Id) && !job.Blocklist.Contains(new BlocklistEntry(type, other.Id)));
        return Failure.Judge(new FailureReport(failedBy.Count, failedHere + 1, mayTry), _plan.Failures);
    }

    /// <summary>What a Worker does not run any more is dead.</summary>
    private bool ProveDead(int worker)
    {
        var held = State.Jobs.SelectMany((job, index) => job.Tasks.Select(task => (Job: index, Task: task)))
            .Where(row => row.Task.Held is { } attempt && row.Task.Attempts[attempt - 1].Worker == _plan.Workers[worker].Id)
            .ToList();
        foreach (var (job, task) in held)
            Put(job, task with { Held = null });
        return held.Count > 0;
    }
}
