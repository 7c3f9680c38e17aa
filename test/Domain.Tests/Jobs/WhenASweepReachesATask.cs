using CsCheck;
using Flamenco.Domain.Jobs;
using Flamenco.Domain.Tasks;
using Shouldly;

namespace Flamenco.Domain.Tests.Jobs;

public class WhenASweepReachesATask
{
    // One column a status, in the order of RenderTaskStatus: queued, active, completed, soft-failed, failed, canceled, paused.
    [Theory]
    [InlineData(Sweep.None, "- - - - - - -")]
    [InlineData(Sweep.Cancel, "canceled canceled - canceled - - canceled")]
    [InlineData(Sweep.Fail, "canceled canceled - canceled - - canceled")]
    [InlineData(Sweep.Pause, "paused - - paused - - -")]
    [InlineData(Sweep.Resume, "- - - - - - queued")]
    [InlineData(Sweep.RequeueAll, "- queued queued queued queued queued queued")]
    [InlineData(Sweep.RequeueUnfinished, "- - - queued queued queued queued")]
    [InlineData(Sweep.RequeueFailed, "- - - queued queued - queued")]
    [InlineData(Sweep.Delete, "- - - - - - -")]
    public void its_new_status_follows_from_the_old_one(Sweep sweep, string targets) =>
        RenderTaskStatuses.All
            .Select(status => Sweeps.Target(sweep, status, canceledByFailing: false)?.Wire() ?? "-")
            .ShouldBe(targets.Split(' '));

    [Fact]
    public void a_requeue_of_the_failed_takes_along_what_the_jobs_failing_canceled() =>
        Sweeps.Target(Sweep.RequeueFailed, RenderTaskStatus.Canceled, canceledByFailing: true).ShouldBe(RenderTaskStatus.Queued);

    // Paused, then failed by what still ran, then requeued before the failing had reached all tasks: a job that waits for nobody.
    [Fact]
    public void a_requeue_of_the_failed_leaves_nothing_paused_in_a_job_that_goes_on() =>
        Sweeps.Target(Sweep.RequeueFailed, RenderTaskStatus.Paused, canceledByFailing: false).ShouldBe(RenderTaskStatus.Queued);

    [Theory]
    [InlineData(Sweep.None, false)]
    [InlineData(Sweep.Cancel, false)]
    [InlineData(Sweep.Pause, false)]
    [InlineData(Sweep.Resume, false)]
    [InlineData(Sweep.RequeueAll, true)]
    [InlineData(Sweep.RequeueUnfinished, true)]
    [InlineData(Sweep.RequeueFailed, true)]
    [InlineData(Sweep.Fail, false)]
    [InlineData(Sweep.Delete, false)]
    public void who_failed_it_is_forgotten_only_where_a_person_wants_it_tried_again(Sweep sweep, bool forgets) =>
        sweep.ForgetsFailures().ShouldBe(forgets);

    [Fact]
    public void only_a_requeue_of_everything_undoes_a_completed_task() =>
        Gen.OneOf(Enum.GetValues<Sweep>()).Where(sweep => sweep is not Sweep.RequeueAll)
            .Sample(sweep => Sweeps.Target(sweep, RenderTaskStatus.Completed, canceledByFailing: false) is null);

    [Fact]
    public void a_second_time_changes_nothing() =>
        Gen.Select(Gen.OneOf(Enum.GetValues<Sweep>()), Some.TaskStatus, Gen.Bool).Sample((sweep, status, byFailing) =>
            Sweeps.Target(sweep, status, byFailing) is not { } next || Sweeps.Target(sweep, next, canceledByFailing: false) is null);

    [Fact]
    public void cancel_leaves_nothing_that_may_be_assigned_or_runs() =>
        Some.TaskStatus.Sample(status =>
            (Sweeps.Target(Sweep.Cancel, status, canceledByFailing: false) ?? status)
                is RenderTaskStatus.Completed or RenderTaskStatus.Failed or RenderTaskStatus.Canceled);
}
