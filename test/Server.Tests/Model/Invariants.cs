using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Grains.Interfaces.Workers;
using Flamenco.Storage.Tasks;

namespace Flamenco.Server.Tests.Model;

/// <summary>The invariants of the protocol, on what the store says after each step and on what Workers really run.</summary>
internal sealed class Invariants
{
    private readonly Dictionary<HeldAttempt, AttemptOutcome> _acknowledged = [];
    private readonly HashSet<HeldAttempt> _declaredLost = [];
    private readonly Dictionary<Guid, TaskId> _requeues = [];
    private Snapshot? _before;

    /// <summary>A Worker was told that its result counts.</summary>
    public void Acknowledged(HeldAttempt attempt, AttemptOutcome outcome) => _acknowledged[attempt] = outcome;

    /// <summary>Its Worker is declared lost: it may run on until it hears of that.</summary>
    public void DeclaredLost(HeldAttempt attempt) => _declaredLost.Add(attempt);

    /// <summary>A person asks for this task once more; if that is committed, the job's row bears the operation.</summary>
    public void MayBeRequeued(TaskId task, Guid operation) => _requeues[operation] = task;

    /// <summary>A Worker is told that its result does not count: only what has no authority any more may be refused.</summary>
    /// <param name="attempt">Whose result.</param>
    /// <param name="stored">As the store has it; null: there is none.</param>
    public static void Refused(HeldAttempt attempt, AttemptRow? stored) => Holds(
        stored is not { Outcome: AttemptOutcome.Open }, $"the result of {Text(attempt)} was refused, which is open");

    /// <summary>The job was deleted: no task of it is given to anybody any more.</summary>
    public void CheckDeleted(IReadOnlyList<IReadOnlyList<AttemptRow>> attempts)
    {
        for (var index = 0; index < attempts.Count && _before is { } before; index++)
            Holds(attempts[index].Count <= before.Attempts[index].Count, $"task {index + 1} was assigned in a deleted job");
    }

    /// <param name="now">What the store says.</param>
    /// <param name="workers">What really runs.</param>
    public void Check(Snapshot now, IEnumerable<ModelWorker> workers)
    {
        CheckCounters(now);
        CheckJob(now);
        for (var index = 0; index < now.Rows.Count; index++)
            CheckTask(now.Rows[index], now.Attempts[index]);
        CheckSlots(now);
        CheckWorkers(now, [.. workers]);
        foreach (var (attempt, outcome) in _acknowledged)
            Holds(Find(now, attempt).Outcome == outcome, $"the acknowledged result of {Text(attempt)} is lost");
        if (_before is { } before)
            CheckStep(before, now);
        _before = now;
    }

    private static void CheckCounters(Snapshot now)
    {
        var counted = now.Tasks.Aggregate(new TaskCounts(), (counts, task) => counts.With(task.Status, 1));
        Holds(now.Job.Counts == counted, $"counters {now.Job.Counts} are not those of the tasks, {counted}");
        Holds(now.Job.StepsCompleted == now.Tasks.Sum(task => (long)task.StepsCompleted), "the job's steps are not those of its tasks");
    }

    private static void CheckJob(Snapshot now)
    {
        var counts = now.Job.Counts;
        var status = now.Job.Status;
        if (status is JobStatus.Paused)
            Holds(counts.Active == 0, "a paused job has an active task");
        if (status is JobStatus.Canceled or JobStatus.Failed && now.Job.Sweep is null)
            Holds(counts.Total == counts.Completed + counts.Failed + counts.Canceled, $"a {status.Wire()} job has a task that has not ended: {counts}");
        if (status is JobStatus.Completed)
            Holds(counts.Completed == counts.Total, "a completed job has a task that is not completed");
    }

    private static void CheckTask(StoredTask task, IReadOnlyList<AttemptRow> attempts)
    {
        var name = $"task {task.Id.Number}";
        Holds(attempts.Select(attempt => attempt.Attempt).SequenceEqual(Enumerable.Range(1, task.Attempt)), $"{name}: attempt numbers have a gap");
        var open = attempts.Where(attempt => attempt.Outcome is AttemptOutcome.Open).ToList();
        Holds(open.Count <= 1, $"{name} has two open attempts");
        Holds(task.Status is RenderTaskStatus.Active == (open.Count == 1), $"{name} is {task.Status.Wire()} with {open.Count} open attempts");
        Holds(open.Count == 0 || open[0].Attempt == task.Attempt, $"{name}: the open attempt is not its last");
        var held = attempts.Where(attempt => attempt.Held).Select(attempt => (int?)attempt.Attempt).ToList();
        Holds(held.Count <= 1 && held.SingleOrDefault() == task.Held, $"{name}: its hold is not an attempt's");
    }

    private static void CheckSlots(Snapshot now) => Holds(
        now.Attempts.SelectMany(attempts => attempts)
            .Where(attempt => attempt.Outcome is AttemptOutcome.Open)
            .GroupBy(attempt => (attempt.Worker, attempt.Slot))
            .All(slot => slot.Count() == 1),
        "a slot has two open attempts");

    private void CheckWorkers(Snapshot now, IReadOnlyList<ModelWorker> workers)
    {
        foreach (var worker in workers)
        {
            Holds(worker.Running.Count <= 1, $"{worker.Name} runs two attempts in one slot");
            foreach (var running in worker.Running)
            {
                var row = Find(now, running);
                Holds(row.Worker == worker.Id, $"{worker.Name} runs {Text(running)}, which is another's");
                Holds(
                    row.Outcome is AttemptOutcome.Open || row.Held || _declaredLost.Contains(running),
                    $"{worker.Name} runs {Text(running)}, which is {row.Outcome.Wire()} and not held");
            }
        }
    }

    private void CheckStep(Snapshot before, Snapshot now)
    {
        Holds(
            before.Job.SweepKind is not Sweep.RequeueAll || now.Job.SweepKind is Sweep.RequeueAll or Sweep.None or Sweep.Cancel,
            $"half of a requeue of everything is forgotten for {now.Job.SweepKind}");
        for (var index = 0; index < now.Rows.Count; index++)
        {
            var (old, task) = (before.Rows[index], now.Rows[index]);
            var name = $"task {task.Id.Number}";
            if (old.Status is RenderTaskStatus.Completed && task.Status is not RenderTaskStatus.Completed)
                Holds(IsRequeued(before, now, task), $"{name} was completed and is {task.Status.Wire()} without a requeue");
            if (old.Status is not RenderTaskStatus.Completed && task.Status is RenderTaskStatus.Completed)
            {
                Holds(
                    before.Attempts[index].Any(attempt => attempt.Outcome is AttemptOutcome.Open)
                        && now.Attempts[index][^1].Outcome is AttemptOutcome.Completed,
                    $"{name} is completed by an attempt that was not open");
            }

            foreach (var attempt in before.Attempts[index].Where(attempt => attempt.Outcome is not AttemptOutcome.Open))
            {
                Holds(
                    now.Attempts[index][attempt.Attempt - 1].Outcome == attempt.Outcome,
                    $"{name}, attempt {attempt.Attempt} had ended as {attempt.Outcome.Wire()} and ended again");
            }

            if (task.Attempt > old.Attempt)
                CheckAssignment(before, old, task);
        }
    }

    private bool IsRequeued(Snapshot before, Snapshot now, StoredTask task) =>
        before.Job.SweepKind is Sweep.RequeueAll
        || (now.Job.LastOperation is { } operation && operation != before.Job.LastOperation
            && _requeues.TryGetValue(operation, out var requeued) && requeued == task.Id);

    private static void CheckAssignment(Snapshot before, StoredTask old, StoredTask task)
    {
        var name = $"task {task.Id.Number}";
        Holds(task.Attempt == old.Attempt + 1, $"{name} skipped an attempt number");
        Holds(old.Held is null, $"{name} was assigned while attempt {old.Held} may still run");
        Holds(before.Job.Status.Runs(), $"{name} was assigned in a job that is {before.Job.Status.Wire()}");
        Holds(old.Status.MayBeAssigned(), $"{name} was assigned while {old.Status.Wire()}");
        foreach (var number in task.DependsOn)
        {
            Holds(
                before.Rows.Single(other => other.Id.Number == number).Status is RenderTaskStatus.Completed,
                $"{name} was assigned while task {number}, which it depends on, was not completed");
        }
    }

    private static AttemptRow Find(Snapshot now, HeldAttempt attempt) => now.Attempts[(int)attempt.Task.Number - 1][attempt.Attempt - 1];

    private static string Text(HeldAttempt attempt) => $"task {attempt.Task.Number}, attempt {attempt.Attempt}";

    private static void Holds(bool holds, string otherwise)
    {
        if (!holds)
            throw new ModelViolation(otherwise);
    }
}
