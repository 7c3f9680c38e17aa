using CsCheck;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Scheduling;
using Flamenco.Domain.Scheduling.Why;
using Flamenco.Domain.Tasks;
using Flamenco.Domain.Workers;
using Shouldly;

namespace Flamenco.Domain.Tests.Scheduling;

public class WhenSomebodyAsksWhy
{
    private static readonly string[] Types = ["blender", "ffmpeg", "misc"];
    private static readonly string[] Tags = ["gpu", "cpu"];
    private static readonly WorkerSituation Ada = Situation(1);

    private static Gen<WorkerSituation> Worker { get; } = Gen.Select(
        Gen.Int[1, 4], Gen.Shuffle(Types, 1, 3), Gen.Shuffle(Tags, 0, 2), Gen.OneOf(WorkerStatuses.All.ToArray()), Gen.Bool, Gen.Frequency((4, false), (1, true)))
        .Select((number, types, tags, status, busy, asked) => new WorkerSituation(
            new WorkerProfile(Some.Worker(number), types, tags), $"worker-{number}", new WorkerState(status, asked ? WorkerStatus.Asleep : null), busy));

    private static Gen<IReadOnlyList<TaskRow>> Rows { get; } = Gen.Int[1, 8].SelectMany(count =>
        Gen.Select(Gen.OneOf(Types), Gen.OneOf(10, 50, 90), Some.TaskStatus, Gen.Frequency((5, false), (1, true)), Gen.Int[1, 4].List[0, 2], Gen.Int[0, 4].Array[count])
            .Array[count].Select(rows => (IReadOnlyList<TaskRow>)[.. rows.Select((row, index) => new TaskRow(
                (uint)index + 1, row.Item1, row.Item2, row.Item3, 1, row.Item4, 1, 0, 5,
                [.. Enumerable.Range(1, index).Where(number => row.Item6[number - 1] == 0).Select(number => (uint)number)],
                [.. row.Item5.Distinct().Select(Some.Worker)]))]));

    [Fact]
    public void a_task_is_handed_out_to_somebody_exactly_if_it_may_start() => Gen.Select(
        Rows, Worker.List[0, 4], Gen.OneOf<string?>(null, null, "gpu"), Gen.Select(Gen.OneOf(Types), Gen.Int[1, 4]).List[0, 3], Some.JobStatus, Gen.Frequency((6, Gen.Const(Sweep.None)), (1, Some.Sweep)))
        .Sample((rows, workers, tag, blocked, status, sweep) =>
    {
        workers = [.. workers.DistinctBy(worker => worker.Profile.Id)];
        var job = new JobSituation(Some.Job(), status, sweep);
        var asked = Table(rows, tag, blocked);

        var mayStart = rows.Where(row => WhyTask.Explain(job, asked, row.Number, workers).Code is WhyCode.MayStart).Select(row => row.Number).ToHashSet();

        var handedOut = new HashSet<uint>();
        foreach (var worker in workers.Where(worker => status.Runs() && sweep is Sweep.None && worker.State.MayStart && !worker.IsBusy))
        {
            var table = Table(rows, tag, blocked);
            while (table.Reserve(worker.Profile) is { } task)
                handedOut.Add(task.Number);
        }

        return mayStart.SetEquals(handedOut);
    });

    [Fact]
    public void a_job_may_start_exactly_if_one_of_its_tasks_may() => Gen.Select(Rows, Worker.List[0, 4]).Sample((rows, workers) =>
    {
        var job = new JobSituation(Some.Job(), JobStatus.Active, Sweep.None);
        var table = new TaskTable(rows);

        var whole = WhyJob.Explain(job, table, workers).Code is WhyCode.MayStart;

        return whole == rows.Any(row => WhyTask.Explain(job, table, row.Number, workers).Code is WhyCode.MayStart);
    });

    [Fact]
    public void a_task_names_what_it_waits_for()
    {
        var reason = Why([Row(1), Row(2), Row(3, dependsOn: [1, 2])], 3, Ada);

        reason.Code.ShouldBe(WhyCode.WaitsForTasks);
        reason.Tasks.ShouldBe([Some.Job().Task(1), Some.Job().Task(2)]);
        reason.Words.ShouldBe("it waits for 2 tasks to be completed: number 1 (queued), 2 (queued)");
    }

    [Fact]
    public void a_task_says_how_many_are_before_it()
    {
        var reason = Why([Row(1), Row(2), Row(3)], 3, Ada);

        (reason.Code, reason.Before).ShouldBe((WhyCode.MayStart, 2));
    }

    [Fact]
    public void a_task_that_nobody_can_run_says_so() => Why([Row(1, type: "quantum")], 1, Ada).Code.ShouldBe(WhyCode.NoWorkerOfType);

    [Fact]
    public void a_task_whose_tag_nobody_has_says_so()
    {
        var reason = WhyTask.Explain(
            new JobSituation(Some.Job(), JobStatus.Active, Sweep.None, "big machines"), new TaskTable([Row(1)], "an id"), 1, [Ada]);

        reason.Code.ShouldBe(WhyCode.NoWorkerWithTag);
        reason.Words.ShouldContain("big machines");
    }

    [Fact]
    public void a_task_that_all_have_failed_says_so()
    {
        var reason = Why([Row(1, status: RenderTaskStatus.SoftFailed, failedBy: [Ada.Profile.Id])], 1, Ada);

        reason.Code.ShouldBe(WhyCode.NobodyIsLeft);
        reason.Workers.ShouldBe([Ada.Profile.Id]);
    }

    [Fact]
    public void a_task_waits_for_a_worker_to_wake_up()
    {
        var asleep = Ada with { State = new WorkerState(WorkerStatus.Asleep) };

        var reason = Why([Row(1)], 1, asleep);

        reason.Code.ShouldBe(WhyCode.NoWorkerAwake);
        reason.Words.ShouldContain("worker-1 (asleep)");
    }

    [Fact]
    public void a_task_waits_for_a_worker_to_be_free() => Why([Row(1)], 1, Ada with { IsBusy = true }).Code.ShouldBe(WhyCode.WorkersBusy);

    [Fact]
    public void a_task_that_is_held_says_so() => Why([Row(1) with { Held = true }], 1, Ada).Code.ShouldBe(WhyCode.Held);

    [Fact]
    public void a_worker_that_is_asked_to_sleep_gets_nothing()
    {
        var reason = WhyWorker.Stands(Ada with { State = new WorkerState(WorkerStatus.Awake, WorkerStatus.Asleep) }, []).ShouldNotBeNull();

        reason.Code.ShouldBe(WhyCode.StatusRequested);
    }

    [Fact]
    public void a_free_worker_says_what_it_would_get()
    {
        WhyWorker.Stands(Ada, []).ShouldBeNull();

        WhyWorker.Free(Some.Job().Task(3), [Some.Job()], Ada.Profile).Tasks.ShouldBe([Some.Job().Task(3)]);
        WhyWorker.Free(next: null, [Some.Job()], Ada.Profile).Code.ShouldBe(WhyCode.KeptFrom);
        WhyWorker.Free(next: null, [], Ada.Profile).Code.ShouldBe(WhyCode.NothingOffered);
    }

    private static Reason Why(IReadOnlyList<TaskRow> rows, uint number, params WorkerSituation[] workers) =>
        WhyTask.Explain(new JobSituation(Some.Job(), JobStatus.Active, Sweep.None), new TaskTable(rows), number, workers);

    private static TaskTable Table(IReadOnlyList<TaskRow> rows, string? tag, IEnumerable<(string Type, int Worker)> blocked)
    {
        var table = new TaskTable(rows, tag);
        table.Block(blocked.Select(entry => new BlocklistEntry(entry.Type, Some.Worker(entry.Worker))));
        return table;
    }

    private static WorkerSituation Situation(int number) => new(
        new WorkerProfile(Some.Worker(number), ["blender", "ffmpeg"], Tags: []), $"worker-{number}", new WorkerState(WorkerStatus.Awake));

    private static TaskRow Row(
        uint number, string type = "blender", RenderTaskStatus status = RenderTaskStatus.Queued, uint[]? dependsOn = null, WorkerId[]? failedBy = null) =>
        new(number, type, Priority: 50, status, Attempt: 0, Held: false, Version: 1, StepsCompleted: 0, StepsTotal: 5, dependsOn ?? [], failedBy ?? []);
}
