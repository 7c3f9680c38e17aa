using System.Collections.Concurrent;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Tasks;
using Flamenco.Storage;
using Flamenco.Storage.Committing;
using Flamenco.Storage.Tasks;

namespace Flamenco.Server.Tests.Stores;

/// <summary>
/// Callers that want the same tasks: two Workers ask for each, whoever has it completes it, and somebody else declares it lost. They
/// ask again until they have an answer, and remember what they heard.
/// </summary>
internal sealed class RacingCallers(ITaskStore store)
{
    private readonly ConcurrentBag<(TaskId Task, WorkerId Worker)> _assigned = [];
    private readonly ConcurrentBag<(TaskId Task, WorkerId Worker)> _refused = [];
    private readonly ConcurrentBag<(TaskId Task, AttemptOutcome Outcome)> _ended = [];
    private readonly ConcurrentBag<(TaskId Task, AttemptOutcome Outcome)> _endedOtherwise = [];
    private readonly TaskCompletionSource _underWay = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The first caller has its first answer.</summary>
    public Task UnderWay => _underWay.Task;

    public Task RunAsync(TaskId task) =>
        Task.WhenAll(AssignAsync(task, Some.Worker()), AssignAsync(task, Some.Worker()), EndAsync(task, new TaskEvent.Expired(), AttemptOutcome.Expired));

    /// <summary>Is everything that the callers heard about a task what is stored?</summary>
    public async Task CheckAsync(ITaskStore stored, TaskId task)
    {
        var attempt = (await stored.AttemptsAsync(task)).ShouldHaveSingleItem();

        attempt.Attempt.ShouldBe(1);
        _assigned.Where(heard => heard.Task == task).ShouldAllBe(heard => heard.Worker == attempt.Worker);
        _refused.Where(heard => heard.Task == task).ShouldAllBe(heard => heard.Worker != attempt.Worker);
        _ended.Where(heard => heard.Task == task).ShouldAllBe(heard => heard.Outcome == attempt.Outcome);
        _endedOtherwise.Where(heard => heard.Task == task).ShouldAllBe(heard => heard.Outcome != attempt.Outcome);
        (await stored.FindAsync(task)).ShouldNotBeNull().Status.ShouldBe(
            attempt.Outcome is AttemptOutcome.Completed ? RenderTaskStatus.Completed : RenderTaskStatus.Queued);
    }

    private async Task AssignAsync(TaskId task, WorkerId worker)
    {
        var (answer, wasUnknown) = await AnswerAsync(() => store.AssignAsync(PostgresOverALink.Ask(task, worker)));
        switch (answer)
        {
            case AssignOutcome.Assigned or AssignOutcome.Again:
                _assigned.Add((task, worker));
                await EndAsync(task, new TaskEvent.Completed(), AttemptOutcome.Completed);
                break;
            case AssignOutcome.Changed when wasUnknown:
                // It may have had the task, and somebody has declared it lost before it asked again.
                break;
            case AssignOutcome.Changed:
                _refused.Add((task, worker));
                break;
            case var other:
                throw new InvalidOperationException($"{task} for {worker}: {other}");
        }
    }

    private async Task EndAsync(TaskId task, TaskEvent ending, AttemptOutcome outcome)
    {
        while (true)
        {
            var (answer, _) = await AnswerAsync(() => store.EndAsync(PostgresOverALink.End(task, ending)));
            switch (answer)
            {
                case Written<StoredTask>.Applied or Written<StoredTask>.Repeated:
                    _ended.Add((task, outcome));
                    return;
                case Written<StoredTask>.Conflict { Row.Attempt: 0 }:
                    // Nobody has it yet.
                    break;
                case Written<StoredTask>.Conflict:
                    _endedOtherwise.Add((task, outcome));
                    return;
                case var other:
                    throw new InvalidOperationException($"{task}: {other}");
            }
        }
    }

    /// <summary>Asks again until there is an answer; that it is not known, or that nothing was kept, is none.</summary>
    private async Task<(T Answer, bool WasUnknown)> AnswerAsync<T>(Func<Task<T>> ask)
    {
        var wasUnknown = false;
        while (true)
        {
            try
            {
                var answer = await ask();
                _underWay.TrySetResult();
                return (answer, wasUnknown);
            }
            catch (OutcomeUnknownException)
            {
                wasUnknown = true;
            }
            catch (StoreUnavailableException)
            {
                // An answer of a database that is away comes at once; others get their turn.
                await Task.Yield();
            }
        }
    }
}
