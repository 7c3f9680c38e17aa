using CsCheck;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Flamenco.Storage;
using Flamenco.Storage.Jobs;
using Flamenco.Storage.Tasks;

namespace Flamenco.Server.Tests.Stores;

/// <summary>Random asks, results, losses, confirmations and commands, some of them stale: the store does what the model does.</summary>
public abstract class WhenAnythingHappensToAStoredJob<TStore> : StoreTests<TStore>
    where TStore : StoreUnderTest, new()
{
    private const int TaskCount = 3;
    private const int WorkerCount = 3;
    private const int StepsEach = 5;
    private const int Sequences = 60;

    /// <summary>Which attempt a step is about, counted back from the newest: mostly that one, sometimes a stale one.</summary>
    private static readonly Gen<int> Back = Gen.Frequency((5, Gen.Const(0)), (1, Gen.Const(1)), (1, Gen.Int[-1, 3]));

    private static readonly Gen<uint> Number = Gen.UInt[1, TaskCount];

    private static readonly Gen<Step[]> Steps = Gen.Frequency(
        (6, Gen.Select(Number, Gen.Int[0, WorkerCount - 1], Gen.Frequency((6, Gen.Const(0)), (1, Gen.Int[-1, 3])))
            .Select((task, worker, back) => (Step)new Step.Ask(task, worker, back))),
        (4, Gen.Select(Number, Back, Gen.OneOf(Result.Completed, Result.Completed, Result.SoftFailed, Result.Failed, Result.Expired))
            .Select((task, back, result) => (Step)new Step.Ends(task, back, result))),
        (2, Gen.Select(Number, Back, Gen.Int[0, StepsEach + 2]).Select((task, back, steps) => (Step)new Step.Progress(task, back, steps))),
        (2, Gen.Select(Number, Back).Select((task, back) => (Step)new Step.Confirm(task, back))),
        (2, Gen.OneOf([.. Enum.GetValues<JobCommand>().Except([JobCommand.Delete])]).Select(command => (Step)new Step.Command(command))),
        (1, Gen.Select(Number, Gen.OneOf(Enum.GetValues<SingleTaskCommand>())).Select((task, command) => (Step)new Step.TaskCommand(task, command))),
        (2, Gen.Bool.Select(stale => (Step)new Step.Settle(stale)))).Array[1, 30];

    [Fact]
    public Task the_store_does_what_the_protocol_says() => Steps.SampleAsync(PlayAsync, iter: Sequences, print: Print);

    private static string Print(Step[] steps) => string.Join(Environment.NewLine, steps.Select(step => step.ToString()));

    private static Verdict Of<TRow>(Written<TRow> written)
        where TRow : class => written switch
        {
            Written<TRow>.Applied => Verdict.Applied,
            Written<TRow>.Repeated => Verdict.Repeated,
            _ => Verdict.Refused,
        };

    private async Task PlayAsync(Step[] steps)
    {
        var job = await StoredAsync(Some.Job([.. Enumerable.Range(1, TaskCount).Select(number => Some.Task((uint)number, StepsEach))]));
        var run = new Run(new JobModel(job.Id, TaskCount, StepsEach), [.. Enumerable.Range(0, WorkerCount).Select(_ => Some.Worker())]);
        foreach (var step in steps)
        {
            var (expected, actual) = await DoAsync(run, step);
            actual.ShouldBe(expected, $"the verdict about {step}");
            await CompareAsync(run.Model, step);
        }

        await CompareAttemptsAsync(run.Model);
    }

    private async Task<(Verdict Expected, Verdict Actual)> DoAsync(Run run, Step step)
    {
        var model = run.Model;
        var id = step.Task is 0 ? default : model.Job.Task(step.Task);
        var attempt = step.Task is 0 ? 0 : model[id].Attempts.Count - step.Back;
        switch (step)
        {
            case Step.Ask ask:
                var asked = new NewAttempt(
                    id, model[id].Attempts.Count, model.Generation - ask.Generation, run.Workers[ask.Worker], Slot: 0, Life: 1, ++run.Asks);
                return (model.Assign(id, asked.Worker, asked.Generation), Of(await Tasks.AssignAsync(asked)));
            case Step.Ends { Result: Result.Completed }:
                return (model.End(id, attempt, AttemptOutcome.Completed, RenderTaskStatus.Completed), Of(await CompleteAsync(id, attempt)));
            case Step.Ends { Result: Result.Expired }:
                return (model.End(id, attempt, AttemptOutcome.Expired, RenderTaskStatus.Queued), Of(await ExpireAsync(id, attempt)));
            case Step.Ends { Result: var result }:
                var status = result is Result.Failed ? RenderTaskStatus.Failed : RenderTaskStatus.SoftFailed;
                return (model.End(id, attempt, AttemptOutcome.Failed, status), Of(await FailAsync(id, attempt, result is Result.Failed)));
            case Step.Progress progress:
                var written = await Tasks.ProgressAsync(new AttemptProgress(id, attempt, "on it", progress.Steps));
                return (model.Progress(id, attempt, progress.Steps), Of(written));
            case Step.Confirm:
                return (model.Confirm(id, attempt), Of(await Tasks.ConfirmDeadAsync(id, attempt)));
            case Step.Command command:
                var commanded = await Jobs.CommandAsync(model.Job, command.What, Some.Artist);
                await CarriedAsync(model.Job);
                return (model.Command(command.What), Of(commanded));
            case Step.TaskCommand command:
                return (model.Command(id, command.What), Of(await Tasks.CommandAsync(id, command.What, Some.Artist)));
            case Step.Settle settle:
                return await SettleAsync(model, settle.Stale);
            default:
                throw new InvalidOperationException($"no such step: {step}");
        }
    }

    private async Task<(Verdict Expected, Verdict Actual)> SettleAsync(JobModel model, bool stale)
    {
        if (model.Settlement() is not { } settlement)
            return (Verdict.Applied, Verdict.Applied);

        var request = new SettleJob(model.Job, model.Status, model.Generation - (stale ? 1 : 0), settlement, model.Counts);
        var actual = Of(await Jobs.SettleAsync(request));
        if (stale)
            return (Verdict.Refused, actual);

        await CarriedAsync(model.Job);
        model.Settle(settlement);
        return (Verdict.Applied, actual);
    }

    /// <summary>The rows are the model's, and the job's counters are those of its tasks.</summary>
    private async Task CompareAsync(JobModel model, Step step)
    {
        var table = (await Jobs.TableAsync(model.Job)).ShouldNotBeNull();

        var because = $"after {step}";
        (table.Job.Status, table.Job.Generation).ShouldBe((model.Status, model.Generation), because);
        table.Tasks.Select(task => (task.Number, task.Status, task.Attempt, task.Held, task.StepsCompleted)).ShouldBe(
            model.Tasks.Select(task => (task.Id.Number, task.Status, task.Attempts.Count, task.Held is not null, task.Steps)), because);
        foreach (var task in model.Tasks)
            table.Tasks[(int)task.Id.Number - 1].FailedBy.ShouldBe(task.FailedBy, ignoreOrder: true, because);

        table.Job.Counts.ShouldBe(table.Tasks.Aggregate(new TaskCounts(), (counts, task) => counts.With(task.Status, 1)), because);
        table.Job.StepsCompleted.ShouldBe(table.Tasks.Sum(task => task.StepsCompleted), because);
        if (model.Status is JobStatus.Completed or JobStatus.Canceled or JobStatus.Failed or JobStatus.Paused)
            table.Job.Counts.Active.ShouldBe(0, because);
    }

    /// <summary>Numbers rise without a gap, and open means that the task is active under the newest number.</summary>
    private async Task CompareAttemptsAsync(JobModel model)
    {
        foreach (var task in model.Tasks)
        {
            var attempts = await Tasks.AttemptsAsync(task.Id);

            attempts.Select(attempt => attempt.Attempt).ShouldBe(Enumerable.Range(1, task.Attempts.Count));
            attempts.Select(attempt => attempt.Outcome).ShouldBe(task.Attempts.Select(attempt => attempt.Outcome));
            attempts.Where(attempt => attempt.Held).Select(attempt => (int?)attempt.Attempt).SingleOrDefault().ShouldBe(task.Held);
            attempts.Any(attempt => attempt.Outcome is AttemptOutcome.Open).ShouldBe(task.Status is RenderTaskStatus.Active);
        }
    }

    private static Verdict Of(AssignOutcome outcome) => outcome switch
    {
        AssignOutcome.Assigned => Verdict.Applied,
        AssignOutcome.SlotBusy => Verdict.SlotBusy,
        _ => Verdict.Refused,
    };

    private static Verdict Of(Commanded commanded) => commanded switch
    {
        Commanded.Applied => Verdict.Applied,
        Commanded.Repeated => Verdict.Repeated,
        _ => Verdict.Refused,
    };

    private sealed class Run(JobModel model, WorkerId[] workers)
    {
        public JobModel Model => model;

        public WorkerId[] Workers => workers;

        public long Asks { get; set; }
    }

    private enum Result
    {
        Completed = 0,
        SoftFailed = 1,
        Failed = 2,
        Expired = 3,
    }

    private abstract record Step(uint Task, int Back)
    {
        public sealed record Ask(uint Task, int Worker, int Generation) : Step(Task, 0);

        public sealed record Ends(uint Task, int Back, Result Result) : Step(Task, Back);

        public sealed record Progress(uint Task, int Back, int Steps) : Step(Task, Back);

        public sealed record Confirm(uint Task, int Back) : Step(Task, Back);

        public sealed record Command(JobCommand What) : Step(0, 0);

        public sealed record TaskCommand(uint Task, SingleTaskCommand What) : Step(Task, 0);

        public sealed record Settle(bool Stale) : Step(0, 0);
    }
}
