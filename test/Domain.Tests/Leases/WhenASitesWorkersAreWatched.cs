using CsCheck;
using Flamenco.Domain.Identity;
using Flamenco.Domain.Leases;
using Shouldly;

namespace Flamenco.Domain.Tests.Leases;

public class WhenASitesWorkersAreWatched
{
    private static readonly TimeSpan Lease = Seconds(40);
    private static readonly Guid Gateway = new("00000000-0000-0000-0000-0000000000a1");
    private static readonly Guid Other = new("00000000-0000-0000-0000-0000000000a2");
    private static readonly WorkerId Worker = new(new Guid("00000000-0000-0000-0000-000000000001"));
    private static readonly WorkerId Busy = new(new Guid("00000000-0000-0000-0000-000000000002"));

    private readonly SiteWatch _watch = new(Lease);

    [Fact]
    public void one_that_nobody_sees_for_as_long_as_its_lease_is_overdue_and_the_others_are_not()
    {
        Report(Gateway, 0, Worker, Busy);
        Reports(Gateway, from: 10, to: 30, Busy);
        _watch.Overdue().ShouldBeEmpty();

        Report(Gateway, 40, Busy);

        _watch.Overdue().ShouldBe([Worker]);
    }

    [Fact]
    public void what_counts_is_when_it_was_seen_and_not_when_that_was_reported()
    {
        Report(Gateway, 0);
        _watch.Hear(Gateway, [new SeenWorker(Worker, Seconds(9))], Seconds(10));
        Reports(Gateway, from: 20, to: 40);
        _watch.Overdue().ShouldBeEmpty();

        Report(Gateway, 41);

        _watch.Overdue().ShouldBe([Worker]);
    }

    [Fact]
    public void one_that_is_stored_as_working_is_missed_though_nobody_ever_told_of_it()
    {
        Report(Gateway, 0);
        _watch.Expect([Worker], Seconds(5));
        Reports(Gateway, from: 10, to: 40);
        _watch.Overdue().ShouldBeEmpty();

        Report(Gateway, 45);

        _watch.Overdue().ShouldBe([Worker]);
    }

    [Fact]
    public void while_no_gateway_reports_nobody_is_judged()
    {
        Report(Gateway, 0, Worker);

        _watch.Overdue().ShouldBeEmpty();
        _watch.Expect([Busy], Seconds(3600));
        _watch.Overdue().ShouldBeEmpty();
    }

    [Fact]
    public void after_a_gateway_was_silent_all_leases_begin_anew()
    {
        Report(Gateway, 0, Worker);
        Report(Gateway, 100);
        _watch.Overdue().ShouldBeEmpty();
        Reports(Gateway, from: 110, to: 130);
        _watch.Overdue().ShouldBeEmpty();

        Report(Gateway, 140);

        _watch.Overdue().ShouldBe([Worker]);
    }

    [Fact]
    public void a_gateway_that_was_started_again_has_not_heard_what_came_before()
    {
        Reports(Gateway, from: 0, to: 0, Worker);
        Reports(Gateway, from: 10, to: 30);

        Reports(Other, from: 31, to: 91);

        _watch.Overdue().ShouldBe([Worker]);
        new SiteWatch(Lease).Overdue().ShouldBeEmpty();
    }

    [Fact]
    public void what_nobody_could_store_begins_anew()
    {
        Report(Gateway, 0, Worker);
        Reports(Gateway, from: 10, to: 30);
        _watch.BeginAnew(Seconds(35));
        Reports(Gateway, from: 40, to: 70);
        _watch.Overdue().ShouldBeEmpty();

        Report(Gateway, 75);

        _watch.Overdue().ShouldBe([Worker]);
    }

    [Fact]
    public void a_lost_one_is_missed_no_more_until_it_is_seen()
    {
        Report(Gateway, 0, Worker);
        Reports(Gateway, from: 10, to: 40);
        _watch.IsLost(Worker, Seconds(41));
        Report(Gateway, 50);
        _watch.Overdue().ShouldBeEmpty();

        Report(Gateway, 60, Worker).ShouldBe([Worker]);
    }

    [Fact]
    public void a_late_word_of_when_it_was_not_lost_yet_does_not_find_it()
    {
        Report(Gateway, 0);
        _watch.IsLost(Worker, Seconds(8));

        _watch.Hear(Gateway, [new SeenWorker(Worker, Seconds(5))], Seconds(10)).ShouldBeEmpty();
    }

    [Fact]
    public void nobody_who_is_seen_is_ever_overdue_whatever_becomes_of_the_gateways() => Steps.Sample(steps =>
    {
        var watch = new SiteWatch(Lease);
        var now = TimeSpan.Zero;
        foreach (var (pause, gateway, isDeaf) in steps)
        {
            // It shows a sign of life to one gateway or the other at least every 19 s; a gateway that was deaf reports as a new one.
            now += pause;
            watch.Hear(isDeaf ? Guid.NewGuid() : gateway, [new SeenWorker(Worker, TimeSpan.Zero)], now);
            if (watch.Overdue().Count > 0)
                return false;
        }

        return true;
    });

    [Fact]
    public void one_that_vanished_is_overdue_within_a_lease_and_a_beat_if_one_gateway_reports_in_time() => Ages.Sample(ago =>
    {
        var watch = new SiteWatch(Lease);
        var vanished = Seconds(1000) - ago;
        for (var at = TimeSpan.Zero; at < Seconds(1000); at += watch.Beat)
            watch.Hear(Gateway, [new SeenWorker(Worker, TimeSpan.Zero)], at);
        watch.Hear(Gateway, [new SeenWorker(Worker, ago)], Seconds(1000));
        for (var at = Seconds(1000) + watch.Beat; ; at += watch.Beat)
        {
            watch.Hear(Gateway, [], at);
            if (watch.Overdue().Count > 0)
                return at - vanished >= Lease && at - vanished <= Lease + watch.Beat;
        }
    });

    private static Gen<(TimeSpan Pause, Guid Gateway, bool IsDeaf)[]> Steps { get; } = Gen.Select(
        Gen.Double[0, 19].Select(TimeSpan.FromSeconds), Gen.OneOf(Gateway, Other).Select(gateway => gateway), Gen.Frequency((9, Gen.Const(false)), (1, Gen.Const(true))))
        .Array[1, 60];

    private static Gen<TimeSpan> Ages { get; } = Gen.Double[0, 9.9].Select(TimeSpan.FromSeconds);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private IReadOnlyList<WorkerId> Report(Guid gateway, double at, params IEnumerable<WorkerId> seen) =>
        _watch.Hear(gateway, [.. seen.Select(worker => new SeenWorker(worker, TimeSpan.Zero))], Seconds(at));

    private void Reports(Guid gateway, double from, double to, params WorkerId[] seen)
    {
        for (var at = from; at <= to; at += 10)
            Report(gateway, at, seen);
    }
}
