using CsCheck;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Scheduling;
using Flamenco.Domain.Tasks;
using Shouldly;

namespace Flamenco.Domain.Tests.Scheduling;

public class WhenNobodyIsLeftForATask
{
    private static readonly WorkerProfile Ada = new(Some.Worker(1), ["blender"], Tags: []);
    private static readonly WorkerProfile Bob = new(Some.Worker(2), ["blender", "ffmpeg"], Tags: []);

    [Fact]
    public void it_waits_while_somebody_may_still_try()
    {
        var table = new TaskTable([SoftFailed(1, by: [Ada.Id])]);

        table.Stranded([Ada, Bob]).ShouldBeEmpty();
    }

    [Fact]
    public void it_is_stranded_when_the_last_one_who_might_try_is_blocklisted()
    {
        var table = new TaskTable([SoftFailed(1, by: [Ada.Id]), SoftFailed(2, by: [Bob.Id])]);
        table.Block([new BlocklistEntry("blender", Bob.Id)]);

        Stranded(table, Ada, Bob).ShouldBe([1u]);
    }

    [Fact]
    public void it_is_stranded_too_if_nobody_has_tried_it_but_all_who_could_are_blocklisted()
    {
        var table = new TaskTable([Queued(1), Queued(2, "ffmpeg")]);
        table.Block([new BlocklistEntry("blender", Ada.Id), new BlocklistEntry("blender", Bob.Id)]);

        Stranded(table, Ada, Bob).ShouldBe([1u]);
    }

    [Fact]
    public void it_waits_where_workers_are_only_missing() =>
        new TaskTable([Queued(1, "misc")]).Stranded([Ada, Bob]).ShouldBeEmpty();

    [Fact]
    public void it_waits_for_what_it_depends_on_before_anybody_asks_who_may_try_it()
    {
        var table = new TaskTable([Queued(1, "ffmpeg"), Queued(2) with { DependsOn = [1] }]);
        table.Block([new BlocklistEntry("blender", Ada.Id), new BlocklistEntry("blender", Bob.Id)]);
        table.Stranded([Ada, Bob]).ShouldBeEmpty();

        table.Apply(new TaskChange(1, RenderTaskStatus.Completed, 1, Held: false, Version: 2, StepsCompleted: 1, []));

        Stranded(table, Ada, Bob).ShouldBe([2u]);
    }

    [Fact]
    public void workers_without_the_jobs_tag_do_not_count()
    {
        var table = new TaskTable([SoftFailed(1, by: [Ada.Id])], tag: "gpu");

        Stranded(table, Ada with { Tags = ["gpu"] }, Bob).ShouldBe([1u]);
    }

    [Fact]
    public void it_is_never_stranded_while_a_worker_would_get_it() =>
        Gen.Select(Table, Gen.Select(Gen.Int[1, 4], Gen.OneOf("blender", "ffmpeg").List[0, 2])
            .Select((id, types) => new WorkerProfile(Some.Worker(id), types, Tags: [])).List[0, 4])
        .Sample((table, workers) =>
        {
            var stranded = table.Stranded(workers).Select(row => row.Number).ToHashSet();
            return workers.All(worker => Obtainable(table, worker).All(number => !stranded.Contains(number)))
                && (stranded.Count == 0 || table.MayBeStranded);
        });

    private static Gen<TaskTable> Table { get; } = Gen.Select(
        Gen.Select(Gen.OneOf("blender", "ffmpeg"), Some.TaskStatus, Gen.Int[1, 4].List[0, 2]).Array[1, 6],
        Gen.Select(Gen.OneOf("blender", "ffmpeg"), Gen.Int[1, 4]).List[0, 4]).Select((rows, blocked) =>
    {
        var table = new TaskTable(rows.Select((row, index) => Row(
            (uint)index + 1, row.Item1, row.Item2, row.Item2 is RenderTaskStatus.SoftFailed ? [.. row.Item3.Prepend(1).Select(Some.Worker)] : [])));
        table.Block(blocked.Select(entry => new BlocklistEntry(entry.Item1, Some.Worker(entry.Item2))));
        return table;
    });

    /// <summary>What a Worker would be given, one after the other; afterwards the table is as before.</summary>
    private static List<uint> Obtainable(TaskTable table, WorkerProfile worker)
    {
        var numbers = new List<uint>();
        while (table.Reserve(worker) is { } row)
            numbers.Add(row.Number);
        numbers.ForEach(table.Release);
        return numbers;
    }

    private static IEnumerable<uint> Stranded(TaskTable table, params WorkerProfile[] workers) => table.Stranded(workers).Select(row => row.Number);

    private static TaskRow Queued(uint number, string type = "blender") => Row(number, type, RenderTaskStatus.Queued, []);

    private static TaskRow SoftFailed(uint number, WorkerId[] by) => Row(number, "blender", RenderTaskStatus.SoftFailed, by);

    private static TaskRow Row(uint number, string type, RenderTaskStatus status, IReadOnlyList<WorkerId> failedBy) =>
        new(number, type, Priority: 50, status, Attempt: 0, Held: false, Version: 1, StepsCompleted: 0, StepsTotal: 1, DependsOn: [], failedBy);
}
