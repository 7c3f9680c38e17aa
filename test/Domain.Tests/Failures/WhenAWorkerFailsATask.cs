using CsCheck;
using Flamenco.Domain.Failures;
using Shouldly;

namespace Flamenco.Domain.Tests.Failures;

public class WhenAWorkerFailsATask
{
    private static readonly FailurePolicy Policy = new(FailAfter: 3, BlockAfter: 3);

    [Fact]
    public void others_may_try_while_somebody_is_left() =>
        Judge(failedBy: 1, mayStillTry: 4).ShouldBeOfType<FailureVerdict.SoftFailed>().Reason.ShouldBe("failed by 1 of 3 Workers");

    [Fact]
    public void it_is_final_after_enough_distinct_workers() =>
        Judge(failedBy: 3, mayStillTry: 4).ShouldBeOfType<FailureVerdict.Failed>().Reason.ShouldBe("failed by 3 Workers");

    [Fact]
    public void it_is_final_when_nobody_is_left_however_few_have_tried() =>
        Judge(failedBy: 1, mayStillTry: 0).ShouldBeOfType<FailureVerdict.Failed>().Reason.ShouldBe("no Worker is left that may try it");

    [Fact]
    public void the_last_one_left_may_still_try() =>
        Judge(failedBy: 2, mayStillTry: 1).ShouldBeOfType<FailureVerdict.SoftFailed>();

    [Fact]
    public void a_task_is_never_soft_failed_without_somebody_who_may_try() =>
        Reports.Sample(report => Failure.Judge(report, Policy) is not FailureVerdict.SoftFailed || report.WhoMayStillTry > 0);

    [Fact]
    public void the_worker_is_blocklisted_at_the_threshold_and_not_before() =>
        Reports.Sample(report => Failure.Judge(report, Policy).BlocklistWorker == report.FailedHere >= Policy.BlockAfter);

    private static Gen<FailureReport> Reports { get; } =
        Gen.Select(Gen.Int[1, 10], Gen.Int[1, 10], Gen.Int[0, 10]).Select((by, here, left) => new FailureReport(by, here, left));

    private static FailureVerdict Judge(int failedBy, int mayStillTry) =>
        Failure.Judge(new(failedBy, FailedHere: 1, mayStillTry), Policy);
}
