using System.Collections.Immutable;
using Flamenco.Domain.Failures;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Scheduling;
using Flamenco.Domain.Tasks;

namespace Flamenco.Domain.Tests.Farms;

/// <summary>
/// A farm of nothing but the rules: what is stored changes only as the machines decide, and Workers get what book and tables
/// give them. Everything happens at once; what delays and crashes do is for others to find.
/// </summary>
internal sealed class PlayedFarm
{
    private const int SweptAtOnce = 2;

    private readonly FarmPlan _plan;
    private readonly OfferBook _book = new();
    private readonly TaskTable[] _tables;
    private readonly List<TaskChange>[] _notices;
    private readonly List<Offer> _offers = [];
    private readonly (int Job, uint Task, int Attempt)?[] _running;

    public PlayedFarm(FarmPlan plan)
    {
        _plan = plan;
        _running = new (int, uint, int)?[plan.Workers.Count];
        _notices = [.. plan.Jobs.Select(_ => new List<TaskChange>())];
        _tables = [.. plan.Jobs.Select(job => new TaskTable(job.Tasks.Select(Row), job.Tag))];
        State = new FarmState([.. plan.Jobs.Select(job => new JobState(
            job, job.Priority, JobStatus.Queued, Sweep.None, 0, JobStatus.Queued,
            [.. job.Tasks.Select((_, index) => new TaskState((uint)index + 1, RenderTaskStatus.Queued, Held: null, Version: 1, [], [], CanceledByFailing: false))],
            []))]);
        for (var job = 0; job < plan.Jobs.Count; job++)
            Publish(job);
    }

    public FarmState State { get; private set; }

    public List<Moment> Moments { get; } = [];

    public IReadOnlyList<TaskTable> Tables => _tables;

    public static PlayedFarm Play(FarmPlan plan)
    {
        var farm = new PlayedFarm(plan);
        foreach (var step in plan.Steps)
            farm.Take(step);
        return farm;
    }

    /// <summary>Sweeps end, and Workers complete everything that they are given, until nothing changes any more.</summary>
    public void FinishWhatIsLeft()
    {
        for (var changes = -1; changes != Moments.Count(moment => moment.Accepted);)
        {
            changes = Moments.Count(moment => moment.Accepted);
            for (var job = 0; job < _plan.Jobs.Count; job++)
            {
                while (State.Jobs[job].Sweep is not Sweep.None && State.Jobs[job].Tasks.Length > 0)
                    Take(new Step.Sweep(job));
                Take(new Step.Beat(job));
            }

            for (var worker = 0; worker < _plan.Workers.Count; worker++)
            {
                Take(new Step.Complete(worker));
                Take(new Step.Ask(worker));
            }
        }
    }

    public void Take(Step step)
    {
        switch (step)
        {
            case Step.Ask ask:
                Ask(ask, ask.Worker % _plan.Workers.Count);
                break;
            case Step.Complete complete:
                Note(step, () => Report(complete.Worker % _plan.Workers.Count, (_, _) => new TaskEvent.Completed()));
                break;
            case Step.Fail fail:
                Note(step, () => Report(fail.Worker % _plan.Workers.Count, (job, task) => new TaskEvent.FailedWith(Judge(job, task, fail.Worker % _plan.Workers.Count))));
                break;
            case Step.Expire expire:
                Note(step, () => Report(expire.Worker % _plan.Workers.Count, (_, _) => new TaskEvent.Expired()) | ProveDead(expire.Worker % _plan.Workers.Count));
                break;
            case Step.LateResult late:
                Note(step, () => TakeLate(late));
                break;
            case Step.Command command:
                Note(step, () => TakeCommand(command.Job % _plan.Jobs.Count, command.What));
                break;
            case Step.CommandTask command:
                Note(step, () => TakeCommand(command.Job % _plan.Jobs.Count, command.Task, command.What));
                break;
            case Step.Prioritize prioritize:
                Note(step, () => Put(prioritize.Job % _plan.Jobs.Count, job => job with { Priority = prioritize.Priority }));
                break;
            case Step.Sweep sweep:
                Note(step, () => SweepOn(sweep.Job % _plan.Jobs.Count));
                break;
            case Step.Unblock unblock:
                Note(step, () => Unblock(unblock.Job % _plan.Jobs.Count, unblock.Entry));
                break;
            case Step.Beat beat:
                Note(step, () => GiveUp(beat.Job % _plan.Jobs.Count));
                break;
            case Step.LateNotice late when _notices[late.Job % _plan.Jobs.Count] is [_, ..] notices:
                Note(step, () => _tables[late.Job % _plan.Jobs.Count].Apply(notices[late.Notice % notices.Count]));
                break;
            case Step.LateOffer late:
                Note(step, () => _book.Take(_offers[late.Offer % _offers.Count]).Count > 0);
                break;
        }
    }

    /// <summary>Carries out a step and what follows from it by itself.</summary>
    private Moment Note(Step step, Func<bool> happens)
    {
        var before = State;
        var accepted = happens();
        for (var job = 0; job < _plan.Jobs.Count; job++)
        {
            Settle(job);
            if (!ReferenceEquals(before.Jobs[job], State.Jobs[job]))
                Publish(job);
        }

        var moment = new Moment(step, before, State, accepted);
        Moments.Add(moment);
        return moment;
    }

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

    private bool TakeCommand(int job, JobCommand command)
    {
        if (JobMachine.Decide(State.Jobs[job].Status, State.Jobs[job].Sweep, command) is not JobDecision.Accepted accepted)
            return false;

        Put(job, known => known with { Status = accepted.Interim, Sweep = accepted.Sweep, Next = 1, After = accepted.After });
        if (accepted.Sweep.ForgetsFailures())
            Block(job, list => list.Clear());
        return true;
    }

    private bool TakeCommand(int job, int number, SingleTaskCommand command)
    {
        var known = State.Jobs[job];
        if (known.Sweep is not Sweep.None || !known.Status.IsVisible() || (command is SingleTaskCommand.Cancel && known.Status.IsTerminal()))
            return false;

        var task = known.Tasks[number % known.Tasks.Length];
        if (TaskMachine.Decide(task.Status, new TaskEvent.Commanded(command)) is not TaskDecision.Moved moved)
            return false;

        Take(job, task, moved, forgets: command is SingleTaskCommand.Requeue, byFailing: false);
        if (command is SingleTaskCommand.Requeue && known.Status.IsTerminal())
            Put(job, ended => ended with { Status = JobStatus.Queued });
        return true;
    }

    private bool SweepOn(int job)
    {
        var (known, sweep) = (State.Jobs[job], State.Jobs[job].Sweep);
        if (sweep is Sweep.None)
            return false;

        var reached = known.Tasks.Where(task => task.Number >= known.Next).Take(SweptAtOnce).ToList();
        foreach (var task in reached)
        {
            if (sweep is Sweep.Delete)
                Put(job, deleted => deleted with { Tasks = deleted.Tasks.Remove(task) });
            else if (TaskMachine.Decide(task.Status, new TaskEvent.Swept(sweep, task.CanceledByFailing)) is TaskDecision.Moved moved)
                Take(job, task, moved, sweep.ForgetsFailures(), byFailing: sweep is Sweep.Fail);
            else if (sweep.ForgetsFailures() && task.FailedBy.Count > 0)
                Put(job, task with { FailedBy = [] });
        }

        Put(job, swept => reached.Count == SweptAtOnce
            ? swept with { Next = reached[^1].Number + 1 }
            : swept with { Sweep = Sweep.None, Status = swept.After });
        return true;
    }

    private bool Unblock(int job, int entry)
    {
        var known = State.Jobs[job];
        if (known.Sweep is not Sweep.None || known.Blocklist.Count == 0)
            return false;

        Block(job, list => list.RemoveAt(entry % list.Count));
        return true;
    }

    private bool GiveUp(int job)
    {
        var known = State.Jobs[job];
        if (known.Sweep is not Sweep.None || !known.Status.Runs() || !_tables[job].MayBeStranded)
            return false;

        var stranded = _tables[job].Stranded([.. _plan.Workers]);
        foreach (var task in stranded.Select(row => known.Find(row.Number)!))
        {
            if (TaskMachine.Decide(task.Status, new TaskEvent.Stranded()) is TaskDecision.Moved moved)
                Put(job, task with { Status = moved.Status });
        }

        return stranded.Count > 0;
    }

    private void Settle(int job)
    {
        var (known, table) = (State.Jobs[job], _tables[job]);
        if (JobMachine.Settle(known.Status, known.Sweep, table.Counts, table.RunnableCount, table.Held, _plan.JobFailures) is { } settlement)
            Put(job, before => before with { Status = settlement.Status, Sweep = settlement.Sweep, Next = 1, After = settlement.Status });
    }

    /// <summary>A task takes a status from outside.</summary>
    private void Take(int job, TaskState task, TaskDecision.Moved moved, bool forgets, bool byFailing) => Put(job, task with
    {
        Status = moved.Status,
        Held = moved.SetsHold ? task.Attempts.Count : task.Held,
        Attempts = moved.Outcome is { } outcome ? task.Attempts.SetItem(task.Attempts.Count - 1, task.Attempts[^1] with { Outcome = outcome }) : task.Attempts,
        FailedBy = forgets ? [] : task.FailedBy,
        CanceledByFailing = byFailing && moved.Status is RenderTaskStatus.Canceled,
    });

    private void Put(int job, TaskState task)
    {
        var after = task with { Version = task.Version + 1 };
        Put(job, known => known with { Tasks = known.Tasks.Replace(known.Find(task.Number)!, after) });
        var notice = new TaskChange(after.Number, after.Status, after.Attempts.Count, after.Held is not null, after.Version, StepsCompleted: 0, after.FailedBy);
        _notices[job].Add(notice);
        _tables[job].Apply(notice);
    }

    private bool Put(int job, Func<JobState, JobState> change)
    {
        var after = change(State.Jobs[job]);
        var changes = after != State.Jobs[job];
        State = State with { Jobs = State.Jobs.SetItem(job, after) };
        return changes;
    }

    private void Block(int job, Func<ImmutableList<BlocklistEntry>, ImmutableList<BlocklistEntry>> change)
    {
        Put(job, known => known with { Blocklist = [.. change(known.Blocklist).Distinct()] });
        _tables[job].Block(State.Jobs[job].Blocklist);
    }

    private void Publish(int job)
    {
        var (plan, known) = (_plan.Jobs[job], State.Jobs[job]);
        var runnable = known.Status.Runs() ? _tables[job].Runnable : new Dictionary<string, int>();
        var offer = new Offer(plan.Id, known.Priority, plan.Created, Guid.Empty, _offers.Count + 1, runnable, plan.Tag);
        _offers.Add(offer);
        _book.Take(offer);
    }

    private static TaskRow Row(TaskPlan task, int index) => new(
        (uint)index + 1, task.Type, task.Priority, RenderTaskStatus.Queued, Attempt: 0, Held: false, Version: 1,
        StepsCompleted: 0, StepsTotal: 1, task.DependsOn, FailedBy: []);
}
