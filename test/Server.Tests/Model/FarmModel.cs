using Flamenco.Domain.Failures;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Grains.Interfaces.Workers;
using Flamenco.Grains.Workers;
using Flamenco.Storage;
using Flamenco.Storage.Committing;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Memory;
using Flamenco.Storage.Tasks;
using Microsoft.Extensions.Time.Testing;

namespace Flamenco.Server.Tests.Model;

/// <summary>
/// The Server's side of a farm, step by step: one job (B after A, and C), two activations of it, and everything that Workers
/// and people send, as things in flight that go on one step at a time. Rules, transitions, committer and store are the real ones.
/// </summary>
internal sealed class FarmModel : IAsyncDisposable
{
    public const int Tasks = 3;

    private const int SweptAtOnce = 1;

    private readonly Committer _committer;
    private readonly MemoryTaskStore _tasks;
    private readonly MemoryJobStore _jobs;
    private readonly MemoryWorkerStore _workerRows;
    private readonly TakenOut _without;
    private readonly Traffic _traffic;
    private readonly Random _random;
    private readonly NewJob _job;

    public FarmModel(Random random, Traffic traffic, Rules takenOut)
    {
        var time = new FakeTimeProvider(Some.Moment);
        var database = new MemoryDatabase();
        _random = random;
        _traffic = traffic;
        _without = new TakenOut(takenOut);
        Faults = new Faults(random);
        _committer = new Committer(new FaultyBatches(_without.Around(new MemoryBatches(database, time)), Faults));
        _tasks = new MemoryTaskStore(database, _committer);
        _jobs = new MemoryJobStore(database, _committer, time, SweptAtOnce);
        _workerRows = new MemoryWorkerStore(database, time);
        _job = Some.Job(Some.Task(1), Some.Task(2, dependsOn: 1), Some.Task(3));
        Activations = [New(), New()];
        Workers = [new ModelWorker("Worker 1", Some.Worker()), new ModelWorker("Worker 2", Some.Worker())];

        ModelJob New() => new(_job.Id, _jobs, _tasks, _without, () => _without.SweptAsync(_tasks, Workers!));
    }

    public Faults Faults { get; }

    public Invariants Invariants { get; } = new();

    public IReadOnlyList<ModelJob> Activations { get; }

    public IReadOnlyList<ModelWorker> Workers { get; }

    private ModelJob SomeActivation => Activations[_random.Next(Activations.Count)];

    public async Task StartAsync()
    {
        await _jobs.CreateAsync(_job);
        foreach (var worker in Workers)
            await _workerRows.RegisterAsync(Some.WorkerRow(_job.Manager, worker.Name) with { Id = worker.Id });
    }

    public ValueTask DisposeAsync() => _committer.DisposeAsync();

    /// <summary>Checks everything; called after each step, in which at most one thing was written.</summary>
    public async Task CheckAsync()
    {
        var attempts = new List<IReadOnlyList<AttemptRow>>();
        foreach (var task in _job.Tasks)
            attempts.Add(await _tasks.AttemptsAsync(_job.Id.Task(task.Number)));
        if (await _jobs.TableAsync(_job.Id) is not { } table)
        {
            Invariants.CheckDeleted(attempts);
            return;
        }

        var rows = new List<StoredTask>();
        foreach (var task in table.Tasks)
            rows.Add((await _tasks.FindAsync(_job.Id.Task(task.Number)))!);
        Invariants.Check(new Snapshot(table.Job, table.Tasks, rows, attempts), Workers);
    }

    /// <summary>Does nothing happen to the job any more?</summary>
    public async Task<bool> IsAtRestAsync() => await _jobs.FindAsync(_job.Id) is { } job
        ? job.Sweep is null && (job.Status.IsTerminal() || job.Status is JobStatus.Paused)
        : !await _jobs.EraseAsync(_job.Id);

    public async Task<string> DescribeAsync() =>
        await _jobs.FindAsync(_job.Id) is { } job ? $"{job.Status.Wire()}, {job.SweepKind}, {job.Counts}" : "deleted, but not erased";

    /// <summary>An ask of a Worker arrives, is settled and answered.</summary>
    public async IAsyncEnumerable<string> AskAsync(ModelWorker worker, AskTask sent)
    {
        var ask = sent with { Closed = _without.Closed(sent.Closed) };
        HeldAttempt? answer = null;
        await foreach (var step in SomeActivation.AssignNextAsync(ask, assigned => answer = assigned))
            yield return step;
        if (answer is null)
        {
            await foreach (var step in SettleAsync(ask, settled => answer = settled))
                yield return step;
        }

        yield return answer is null ? "no task" : $"the answer is task {answer.Task.Number}, attempt {answer.Attempt}";
        if (!worker.Take(ask.Ask, answer))
            yield return "nobody takes the answer";
    }

    /// <summary>What an ask that found no task says about what its Worker holds is settled; then it may find one.</summary>
    private async IAsyncEnumerable<string> SettleAsync(AskTask ask, Action<HeldAttempt> answer)
    {
        var (isAnswered, isBusy, isLetGo) = (false, false, false);
        var held = await _tasks.HeldByAsync(ask.Worker);
        yield return $"it holds {held.Count} attempts";
        foreach (var attempt in held)
        {
            switch (AskSettlement.Judge(attempt, ask, mayRun: true))
            {
                case Settlement.HandOutAgain:
                    if (await _without.HandOutAgainAsync(_tasks, attempt, ask) is { } again)
                    {
                        answer(again);
                        isAnswered = true;
                    }

                    yield return $"{Text(attempt)} is handed out again";
                    break;
                case Settlement.LetGo:
                    await LetGoAsync(attempt);
                    isLetGo = true;
                    yield return $"{Text(attempt)} is let go";
                    break;
                case Settlement.Keep when attempt.Slot == ask.Slot && attempt.Outcome is AttemptOutcome.Open:
                    isBusy = true;
                    break;
            }
        }

        if (isLetGo && !isAnswered && !isBusy)
        {
            await foreach (var step in SomeActivation.AssignNextAsync(ask, answer))
                yield return step;
        }
    }

    /// <summary>A sign of life arrives; what must stop is answered.</summary>
    public async IAsyncEnumerable<string> AliveAsync(ModelWorker worker, Alive alive)
    {
        var held = await _tasks.HeldByAsync(worker.Id);
        yield return $"it holds {held.Count} attempts";
        foreach (var attempt in held.Where(attempt =>
            AskSettlement.IsProvenDead(attempt, alive.Life, alive.Attempts, _without.Closed(alive.Closed))))
        {
            await LetGoAsync(attempt);
            yield return $"{Text(attempt)} is let go";
        }

        var open = held.Where(attempt => attempt.Outcome is AttemptOutcome.Open).Select(attempt => new HeldAttempt(attempt.Task, attempt.Attempt));
        foreach (var stop in alive.Attempts.Except(open))
            worker.Stop(stop);
    }

    /// <summary>A result arrives; its verdict is answered.</summary>
    public async IAsyncEnumerable<string> ReportAsync(ModelWorker worker, HeldAttempt attempt, string result)
    {
        if (_without.Refuses(SomeActivation.Believes(attempt.Task.Number), attempt))
        {
            Invariants.Refused(attempt, await AttemptAsync(attempt));
            worker.Acknowledge(attempt);
            yield break;
        }

        var before = await _tasks.FindAsync(attempt.Task);
        TaskEvent happened = new TaskEvent.Completed();
        if (result is "failed")
        {
            happened = new TaskEvent.FailedWith(Failure.Judge(await _tasks.FailuresAsync(attempt.Task, worker.Id), ModelJob.FailurePolicy));
            yield return "the failure is judged";
        }

        var written = await _without.ResultAsync(
            () => _tasks.EndAsync(new AttemptEnd(attempt.Task, attempt.Attempt, happened, Activity: null, Reason: null)), before);
        if (written is Written<StoredTask>.Applied applied)
            Tell(applied.Row);
        if (written is Written<StoredTask>.Conflict)
            Invariants.Refused(attempt, await AttemptAsync(attempt));
        yield return $"that is {written.GetType().Name}";

        if (written is Written<StoredTask>.Applied or Written<StoredTask>.Repeated)
            Invariants.Acknowledged(attempt, result is "completed" ? AttemptOutcome.Completed : AttemptOutcome.Failed);
        worker.Acknowledge(attempt);
    }

    /// <summary>A report that an attempt runs arrives; a stale one is told to stop.</summary>
    public async IAsyncEnumerable<string> ProgressAsync(ModelWorker worker, HeldAttempt attempt)
    {
        var written = await _tasks.ProgressAsync(new AttemptProgress(attempt.Task, attempt.Attempt, "on it", StepsCompleted: 1));
        if (written is Written<StoredTask>.Applied applied)
            Tell(applied.Row);
        yield return $"that is {written.GetType().Name}";
        if (written is Written<StoredTask>.Conflict)
            worker.Stop(attempt);
    }

    /// <summary>A person's command on the whole job arrives.</summary>
    public async IAsyncEnumerable<string> CommandAsync(JobCommand command)
    {
        var commanded = await _jobs.CommandAsync(_job.Id, command, Some.Artist);
        yield return $"that is {commanded.GetType().Name}";
        await foreach (var step in SomeActivation.WakeAsync())
            yield return step;
    }

    /// <summary>A person's command on one task arrives.</summary>
    public async IAsyncEnumerable<string> CommandAsync(uint number, SingleTaskCommand command)
    {
        var by = Some.Artist;
        if (command is SingleTaskCommand.Requeue)
            Invariants.MayBeRequeued(_job.Id.Task(number), by.Operation);
        var commanded = await _tasks.CommandAsync(_job.Id.Task(number), command, by);
        await _without.SweptAsync(_tasks, Workers);
        if (commanded is Commanded.Applied { Task: { } task })
            Tell(task, jobChanged: true);
        yield return $"that is {commanded.GetType().Name}";
    }

    /// <summary>A Worker says that a life of it is over: what that life held goes to others.</summary>
    public async IAsyncEnumerable<string> SignOffAsync(ModelWorker worker, long life)
    {
        var held = await _tasks.HeldByAsync(worker.Id);
        yield return $"it holds {held.Count} attempts";
        foreach (var attempt in held.Where(attempt => AskSettlement.EndsWith(attempt, _without.Life(life))))
        {
            await LetGoAsync(attempt);
            yield return $"{Text(attempt)} is let go";
        }
    }

    /// <summary>A Worker is declared lost, rightly or not: what it holds goes to others.</summary>
    public async IAsyncEnumerable<string> DeclareLostAsync(ModelWorker worker)
    {
        foreach (var attempt in await _tasks.HeldByAsync(worker.Id))
        {
            Invariants.DeclaredLost(new HeldAttempt(attempt.Task, attempt.Attempt));
            await LetGoAsync(attempt);
            yield return $"{Text(attempt)} is let go";
        }
    }

    private static string Text(AttemptRow attempt) => $"task {attempt.Task.Number}, attempt {attempt.Attempt}, {attempt.Outcome.Wire()},";

    private async Task LetGoAsync(AttemptRow attempt)
    {
        var written = attempt.Outcome is AttemptOutcome.Open
            ? await _tasks.EndAsync(new AttemptEnd(attempt.Task, attempt.Attempt, new TaskEvent.Expired(), Activity: null, Reason: null))
            : await _tasks.ConfirmDeadAsync(attempt.Task, attempt.Attempt);
        if (written is Written<StoredTask>.Applied applied)
            Tell(applied.Row);
    }

    private async Task<AttemptRow?> AttemptAsync(HeldAttempt attempt) =>
        (await _tasks.AttemptsAsync(attempt.Task)).FirstOrDefault(row => row.Attempt == attempt.Attempt);

    private void Tell(StoredTask task, bool jobChanged = false)
    {
        var change = task.Change;
        _traffic.Send(
            $"notice that task {change.Number} is {change.Status.Wire()}, version {change.Version}", () => SomeActivation.ToldAsync(change, jobChanged));
    }
}
