using System.Collections.Immutable;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Scheduling;
using Flamenco.Domain.Tasks;

namespace Flamenco.Domain.Tests.Farms;

/// <summary>What people ask for, what jobs do by themselves, and how what is stored changes.</summary>
internal sealed partial class PlayedFarm
{
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
        if (TaskMachine.Decide(task.Status, new TaskEvent.Commanded(command, task.FailedBy.Count > 0)) is not TaskDecision.Moved moved)
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
}
