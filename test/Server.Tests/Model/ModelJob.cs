using Flamenco.Domain.Failures;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Scheduling;
using Flamenco.Grains.Interfaces.Workers;
using Flamenco.Grains.Jobs;
using Flamenco.Grains.Workers;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Tasks;

namespace Flamenco.Server.Tests.Model;

/// <summary>One activation of the job: what <c>JobGrain</c> does around the same <see cref="JobCache"/>, with a pause wherever it awaits.</summary>
internal sealed class ModelJob(JobId id, IJobStore jobs, ITaskStore tasks, TakenOut without, Func<Task> swept)
{
    public static readonly FailurePolicy FailurePolicy = new(FailAfter: 2);

    private static readonly JobFailurePolicy JobFailurePolicy = new(FailAtPercent: 50);

    private const int MostTries = 3;

    private JobCache? _cache;

    /// <summary>The activation is gone, with all that it believed.</summary>
    public void Forget() => _cache = null;

    /// <summary>What it believes of a task; null: nothing.</summary>
    public TaskRow? Believes(uint number) => _cache?.Table.Find(number);

    /// <summary>Finds a task for an ask.</summary>
    /// <param name="ask">The ask.</param>
    /// <param name="answer">Hears what was assigned.</param>
    public async IAsyncEnumerable<string> AssignNextAsync(AskTask ask, Action<HeldAttempt> answer)
    {
        if (_cache is null)
        {
            await LoadAsync();
            yield return "the job is loaded";
        }

        var worker = new WorkerProfile(ask.Worker, [Some.Type], Tags: []);
        for (var tries = 0; tries < MostTries && _cache is { } cache && cache.Reserve(worker) is { } reservation; tries++)
        {
            var isAnswered = false;
            try
            {
                yield return $"task {reservation.Task} is reserved in generation {reservation.Generation}";
                var outcome = await AssignAsync(reservation, ask);
                yield return $"task {reservation.Task}: {outcome.GetType().Name}";
                isAnswered = true;
                if (Take(cache, reservation, outcome) is { } assigned)
                    answer(assigned);
                if (outcome is not (AssignOutcome.Changed or AssignOutcome.Missing))
                    yield break;
            }
            finally
            {
                cache.Release(reservation);
                if (!isAnswered)
                    Forget();
            }

            await foreach (var step in SyncAsync())
                yield return step;
        }
    }

    /// <summary>A notice of a task's write arrives; perhaps more than the task has changed.</summary>
    public async IAsyncEnumerable<string> ToldAsync(TaskChange change, bool jobChanged)
    {
        if (_cache is null)
            await LoadAsync();
        else if (!Apply(_cache, change))
            yield break;

        if (jobChanged)
        {
            await foreach (var step in SyncAsync())
                yield return step;
        }

        await foreach (var step in SettleAsync())
            yield return step;
    }

    /// <summary>The beat: looks for what it missed, and carries on what was accepted.</summary>
    public async IAsyncEnumerable<string> WakeAsync()
    {
        await foreach (var step in SyncAsync())
            yield return step;
        await foreach (var step in CarryAsync())
            yield return step;
        await foreach (var step in SettleAsync())
            yield return step;
    }

    private async IAsyncEnumerable<string> CarryAsync()
    {
        while (_cache is null && await jobs.EraseAsync(id))
            yield return "rows of the job are removed";

        while (_cache?.Sweep is { } sweep)
        {
            without.Remember(sweep, _cache.Job.Sweep!);
            yield return $"the sweep {_cache.Job.SweepKind} is at {sweep.Next}, in generation {sweep.Generation}";
            var written = await jobs.SweepAsync(sweep);
            await swept();
            yield return $"that is {written.GetType().Name}";
            await foreach (var step in SyncAsync())
                yield return step;
        }
    }

    private async Task<AssignOutcome> AssignAsync(Reservation reservation, AskTask ask)
    {
        var attempt = new NewAttempt(
            id.Task(reservation.Task), reservation.ExpectedAttempt, reservation.Generation, ask.Worker, ask.Slot, ask.Life, ask.Ask)
        {
            Settles = known => AskSettlement.Judge(known, ask, mayRun: true) is not Settlement.Keep,
        };
        return await tasks.AssignAsync(await without.AssignmentAsync(attempt, jobs));
    }

    private HeldAttempt? Take(JobCache cache, Reservation reservation, AssignOutcome outcome)
    {
        var row = outcome switch
        {
            AssignOutcome.Assigned assigned => assigned.Row.Task,
            AssignOutcome.Again again => again.Row.Task,
            AssignOutcome.Changed changed => changed.Task,
            _ => null,
        };
        if (row is not null && row.Id.Number == reservation.Task)
            Apply(cache, row.Change);
        if (row is null || outcome is AssignOutcome.Changed)
            return null;

        cache.Started();
        return new HeldAttempt(row.Id, row.Attempt);
    }

    private async IAsyncEnumerable<string> SettleAsync()
    {
        for (var tries = 0; tries < MostTries && _cache?.Settlement(JobFailurePolicy) is { } settle; tries++)
        {
            if (without.LeavesOut(settle, JobFailurePolicy))
                yield break;
            yield return $"the job wants to be {settle.Settlement.Status.Wire()} from {settle.Counts}";
            var written = await jobs.SettleAsync(await without.SettlementAsync(settle, jobs));
            yield return $"that is {written.GetType().Name}";
            await foreach (var step in SyncAsync())
                yield return step;
        }
    }

    private async IAsyncEnumerable<string> SyncAsync()
    {
        if (_cache is not { } cache)
        {
            await LoadAsync();
            yield break;
        }

        if (await jobs.ChangesAsync(id, cache.Cursor) is not { } read)
        {
            Forget();
            yield break;
        }

        var changes = without.Changes(read, cache.Job, cache.Cursor);
        yield return "changes are read";
        cache.Apply(changes with { Tasks = [.. changes.Tasks.Select(change => without.Notice(change, cache.Table.Find(change.Number)))] });
    }

    private async Task LoadAsync() => _cache = await jobs.TableAsync(id) is { } table ? new JobCache(table) : null;

    private bool Apply(JobCache cache, TaskChange change) => cache.Apply(without.Notice(change, cache.Table.Find(change.Number)));
}
