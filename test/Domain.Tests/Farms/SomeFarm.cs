using CsCheck;
using Flamenco.Domain.Failures;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Scheduling;
using Flamenco.Domain.Tasks;

namespace Flamenco.Domain.Tests.Farms;

/// <summary>Farms of all kinds, small enough that everything meets everything.</summary>
internal static class SomeFarm
{
    private static readonly string[] Types = ["blender", "ffmpeg", "misc"];

    private static readonly string?[] Tags = [null, null, "gpu", "cpu"];

    private static readonly int[] Priorities = [10, 50, 90];

    private static Gen<int> Number { get; } = Gen.Int[0, 11];

    private static Gen<IReadOnlyList<TaskPlan>> Tasks { get; } = Gen.Int[1, 8].SelectMany(count =>
        Gen.Select(Gen.OneOf(Types), Gen.OneOf(Priorities), Gen.Int[0, 3].Array[count]).Array[count].Select(
            tasks => (IReadOnlyList<TaskPlan>)[.. tasks.Select((task, index) => new TaskPlan(
                task.Item1,
                task.Item2,
                [.. Enumerable.Range(1, index).Where(number => task.Item3[number - 1] == 0).Select(number => (uint)number)]))]));

    private static Gen<IReadOnlyList<JobPlan>> Jobs { get; } =
        Gen.Select(Gen.OneOf(Priorities), Gen.Int[0, 2], Gen.OneOf(Tags), Tasks).Array[1, 4].Select(
            jobs => (IReadOnlyList<JobPlan>)[.. jobs.Select((job, index) => new JobPlan(
                Some.Job((byte)(index + 1)), job.Item1, Some.Moment.AddHours(-job.Item2), job.Item3, job.Item4))]);

    private static Gen<IReadOnlyList<WorkerProfile>> Workers { get; } =
        Gen.Select(Gen.Shuffle(Types, 1, 3), Gen.OneOf<string[]>([], [], ["gpu"], ["cpu"], ["gpu", "cpu"])).Array[1, 4].Select(
            workers => (IReadOnlyList<WorkerProfile>)[.. workers.Select(
                (worker, index) => new WorkerProfile(Some.Worker(index + 1), worker.Item1, worker.Item2))]);

    /// <summary>Deleting ends a story, so it is rare.</summary>
    private static Gen<JobCommand> Command { get; } = Gen.Frequency(
        (20, Gen.OneOf(Enum.GetValues<JobCommand>()).Where(command => command is not JobCommand.Delete)),
        (1, Gen.Const(JobCommand.Delete)));

    private static Gen<Step> Steps { get; } = Gen.Frequency(
        (10, Number.Select(worker => (Step)new Step.Ask(worker))),
        (5, Number.Select(worker => (Step)new Step.Complete(worker))),
        (5, Number.Select(worker => (Step)new Step.Fail(worker))),
        (1, Number.Select(worker => (Step)new Step.Expire(worker))),
        (2, Gen.Select(Number, Number, Number, Gen.Bool).Select((job, task, attempt, completed) => (Step)new Step.LateResult(job, task, attempt, completed))),
        (2, Gen.Select(Number, Command).Select((job, what) => (Step)new Step.Command(job, what))),
        (2, Gen.Select(Number, Number, Gen.OneOf(Enum.GetValues<SingleTaskCommand>())).Select((job, task, what) => (Step)new Step.CommandTask(job, task, what))),
        (1, Gen.Select(Number, Gen.OneOf(Priorities)).Select((job, priority) => (Step)new Step.Prioritize(job, priority))),
        (4, Number.Select(job => (Step)new Step.Sweep(job))),
        (1, Gen.Select(Number, Number).Select((job, entry) => (Step)new Step.Unblock(job, entry))),
        (1, Number.Select(job => (Step)new Step.Beat(job))),
        (1, Gen.Select(Number, Gen.Int[0, 99]).Select((job, notice) => (Step)new Step.LateNotice(job, notice))),
        (1, Gen.Int[0, 99].Select(offer => (Step)new Step.LateOffer(offer))));

    public static Gen<FarmPlan> Plan { get; } = Gen.Select(
        Jobs,
        Workers,
        Gen.Select(Gen.Int[1, 3], Gen.Int[1, 3]).Select((failAfter, blockAfter) => new FailurePolicy(failAfter, blockAfter)),
        Gen.OneOf(10, 40, 100).Select(percent => new JobFailurePolicy(percent)),
        Steps.List[1, 80]).Select((jobs, workers, failures, jobFailures, steps) => new FarmPlan(jobs, workers, failures, jobFailures, steps));
}
