using Flamenco.Domain.Identity;
using Flamenco.Domain.Scheduling;
using Flamenco.Domain.Tasks;
using Shouldly;

namespace Flamenco.Domain.Tests.Scheduling;

public class WhenAJobsTasksAreHandedOut
{
    private static readonly WorkerProfile Anybody = new(Some.Worker(1), ["blender", "ffmpeg"], Tags: []);

    [Fact]
    public void the_highest_priority_goes_first_then_the_lowest_number()
    {
        var table = new TaskTable([Row(1, priority: 10), Row(2, priority: 50), Row(3, priority: 50), Row(4, priority: 20)]);

        Take(table, Anybody).ShouldBe([2u, 3u, 4u, 1u]);
    }

    [Fact]
    public void the_order_holds_across_the_types_that_a_worker_can_run()
    {
        var table = new TaskTable([Row(1, "blender", priority: 10), Row(2, "ffmpeg", priority: 50), Row(3, "misc", priority: 90)]);

        Take(table, Anybody).ShouldBe([2u, 1u]);
    }

    [Fact]
    public void a_task_waits_for_what_it_depends_on()
    {
        var table = new TaskTable([Row(1), Row(2, dependsOn: [1])]);
        table.RunnableCount.ShouldBe(1);

        table.Apply(Change(1, RenderTaskStatus.Completed, version: 2));

        table.Reserve(Anybody)!.Number.ShouldBe(2u);
    }

    [Fact]
    public void a_requeued_dependency_takes_its_dependents_back()
    {
        var table = new TaskTable([Row(1, status: RenderTaskStatus.Completed), Row(2, dependsOn: [1])]);

        table.Apply(Change(1, RenderTaskStatus.Queued, version: 2));

        Take(table, Anybody).ShouldBe([1u]);
    }

    [Fact]
    public void a_worker_that_failed_a_task_does_not_get_it_again()
    {
        var table = new TaskTable([Row(1, status: RenderTaskStatus.SoftFailed, failedBy: [Anybody.Id]), Row(2)]);

        Take(table, Anybody).ShouldBe([2u]);
        Take(table, Anybody with { Id = Some.Worker(2) }).ShouldBe([1u]);
    }

    [Fact]
    public void a_blocklisted_worker_gets_only_tasks_of_other_types()
    {
        var table = new TaskTable([Row(1, "blender"), Row(2, "ffmpeg")]);

        table.Block([new BlocklistEntry("blender", Anybody.Id), new BlocklistEntry("ffmpeg", Some.Worker(2))]);

        Take(table, Anybody).ShouldBe([2u]);
    }

    [Fact]
    public void the_last_blocklist_counts()
    {
        var table = new TaskTable([Row(1)]);
        table.Block([new BlocklistEntry("blender", Anybody.Id)]);

        table.Block([]);

        Take(table, Anybody).ShouldBe([1u]);
    }

    [Fact]
    public void tasks_of_a_tagged_job_go_to_workers_with_that_tag_only()
    {
        var table = new TaskTable([Row(1)], tag: "gpu");

        table.Reserve(Anybody).ShouldBeNull();
        table.Reserve(Anybody with { Tags = ["cpu"] }).ShouldBeNull();
        table.Reserve(Anybody with { Tags = ["cpu", "gpu"] })!.Number.ShouldBe(1u);
    }

    [Fact]
    public void tasks_of_a_job_without_a_tag_go_to_everybody()
    {
        var table = new TaskTable([Row(1), Row(2)]);

        table.Reserve(Anybody)!.Number.ShouldBe(1u);
        table.Reserve(Anybody with { Tags = ["gpu"] })!.Number.ShouldBe(2u);
    }

    [Fact]
    public void the_steps_of_each_type_are_counted()
    {
        var table = new TaskTable([Row(1), Row(2), Row(3, "ffmpeg")]);

        table.Apply(Change(1, RenderTaskStatus.Completed, version: 2) with { StepsCompleted = 1 });

        table.Steps.ShouldBe(
            new Dictionary<string, StepCount> { ["blender"] = new(1, 2), ["ffmpeg"] = new(0, 1) }, ignoreOrder: true);
    }

    [Fact]
    public void a_reserved_task_is_not_handed_out_again_until_it_is_released()
    {
        var table = new TaskTable([Row(1)]);

        table.Reserve(Anybody).ShouldNotBeNull();
        table.Reserve(Anybody).ShouldBeNull();
        table.ReservedCount.ShouldBe(1);

        table.Release(1);
        table.Reserve(Anybody).ShouldNotBeNull();
    }

    [Fact]
    public void a_reservation_that_became_an_assignment_does_not_come_back()
    {
        var table = new TaskTable([Row(1)]);
        table.Reserve(Anybody);

        table.Apply(Change(1, RenderTaskStatus.Active, version: 2));
        table.Release(1);

        table.RunnableCount.ShouldBe(0);
    }

    [Fact]
    public void a_late_notice_changes_nothing()
    {
        var table = new TaskTable([Row(1, version: 5), Row(2, dependsOn: [1])]);

        table.Apply(Change(1, RenderTaskStatus.Completed, version: 5)).ShouldBeFalse();
        table.Apply(Change(1, RenderTaskStatus.Completed, version: 4)).ShouldBeFalse();

        table.Counts.ShouldBe(new TaskCounts(Queued: 2));
        Take(table, Anybody).ShouldBe([1u]);
    }

    [Fact]
    public void a_notice_about_a_task_that_is_not_there_changes_nothing() =>
        new TaskTable([Row(1)]).Apply(Change(9, RenderTaskStatus.Completed, version: 9)).ShouldBeFalse();

    private static List<uint> Take(TaskTable table, WorkerProfile worker)
    {
        var taken = new List<uint>();
        while (table.Reserve(worker) is { } row)
            taken.Add(row.Number);
        return taken;
    }

    private static TaskChange Change(uint number, RenderTaskStatus status, int version) => new(number, status, 1, false, version, 0, []);

    private static TaskRow Row(
        uint number, string type = "blender", int priority = 50, RenderTaskStatus status = RenderTaskStatus.Queued, int version = 1,
        uint[]? dependsOn = null, WorkerId[]? failedBy = null) =>
        new(number, type, priority, status, Attempt: 0, Held: false, version, StepsCompleted: 0, StepsTotal: 1, dependsOn ?? [], failedBy ?? []);
}
