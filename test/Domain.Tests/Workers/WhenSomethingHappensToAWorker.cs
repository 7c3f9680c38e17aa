using CsCheck;
using Flamenco.Domain.Workers;
using Shouldly;

namespace Flamenco.Domain.Tests.Workers;

public class WhenSomethingHappensToAWorker
{
    private static readonly WorkerState Awake = new(WorkerStatus.Awake);
    private static readonly WorkerState Asleep = new(WorkerStatus.Asleep);

    [Fact]
    public void it_is_told_to_be_awake_when_it_signs_on_unless_something_else_was_asked_for()
    {
        After(new WorkerState(WorkerStatus.Registered), new WorkerEvent.SignedOn()).AtSignOn.ShouldBe(WorkerStatus.Awake);
        After(new WorkerState(WorkerStatus.Offline, WorkerStatus.Asleep), new WorkerEvent.SignedOn()).AtSignOn.ShouldBe(WorkerStatus.Asleep);
    }

    [Fact]
    public void it_is_starting_until_it_says_what_it_does() =>
        Any.Sample(state => After(state, new WorkerEvent.SignedOn()) == state with { Status = WorkerStatus.Starting });

    [Theory]
    [InlineData(WorkerStatus.Asleep)]
    [InlineData(WorkerStatus.Offline)]
    [InlineData(WorkerStatus.Restart)]
    public void a_status_that_it_was_asked_to_take_acknowledges_the_request(WorkerStatus status) =>
        After(Awake with { Requested = status, Lazily = true }, new WorkerEvent.StateChanged(status)).ShouldBe(new WorkerState(status));

    [Fact]
    public void another_status_leaves_the_request_as_it_is() =>
        After(new WorkerState(WorkerStatus.Starting, WorkerStatus.Asleep), new WorkerEvent.StateChanged(WorkerStatus.Awake))
            .ShouldBe(new WorkerState(WorkerStatus.Awake, WorkerStatus.Asleep));

    [Fact]
    public void it_lets_go_of_what_it_held_when_it_stops_being_awake()
    {
        Decide(Awake, new WorkerEvent.StateChanged(WorkerStatus.Asleep)).ShouldBe(new WorkerDecision.Moved(Asleep, LetsGo: true));
        Decide(Asleep, new WorkerEvent.StateChanged(WorkerStatus.Awake)).ShouldBe(new WorkerDecision.Moved(Awake));
    }

    [Fact]
    public void saying_the_same_again_changes_nothing() =>
        Decide(Awake, new WorkerEvent.StateChanged(WorkerStatus.Awake)).ShouldBeOfType<WorkerDecision.Unchanged>();

    [Fact]
    public void it_starts_no_task_while_a_request_is_pending_and_goes_on_only_with_a_lazy_one()
    {
        var asked = After(Awake, Ask(WorkerStatus.Asleep));
        var askedLazily = After(Awake, Ask(WorkerStatus.Asleep, lazily: true));

        (Awake.MayStart, Awake.MayGoOn).ShouldBe((true, true));
        (asked.MayStart, asked.MayGoOn).ShouldBe((false, false));
        (askedLazily.MayStart, askedLazily.MayGoOn).ShouldBe((false, true));
    }

    [Fact]
    public void only_an_awake_one_may_start_a_task() =>
        Any.Sample(state => !state.MayStart || state.Status is WorkerStatus.Awake);

    [Fact]
    public void a_request_for_what_it_does_already_drops_the_pending_one() =>
        After(Awake with { Requested = WorkerStatus.Asleep, Lazily = true }, Ask(WorkerStatus.Awake)).ShouldBe(Awake);

    [Fact]
    public void a_newer_request_takes_the_place_of_an_older_one() =>
        After(Awake with { Requested = WorkerStatus.Asleep, Lazily = true }, Ask(WorkerStatus.Offline))
            .ShouldBe(Awake with { Requested = WorkerStatus.Offline });

    [Fact]
    public void only_one_that_somebody_starts_again_can_be_restarted()
    {
        After(Awake, Ask(WorkerStatus.Restart, canRestart: true)).Requested.ShouldBe(WorkerStatus.Restart);
        Decide(Awake, Ask(WorkerStatus.Restart)).ShouldBeOfType<WorkerDecision.Rejected>().Reason.ShouldContain("Worker:RestartExitCode");
    }

    [Theory]
    [InlineData(WorkerStatus.Registered)]
    [InlineData(WorkerStatus.Starting)]
    [InlineData(WorkerStatus.Testing)]
    [InlineData(WorkerStatus.Error)]
    public void nobody_can_ask_for_what_a_worker_does_not_choose(WorkerStatus status) =>
        Decide(Awake, Ask(status, canRestart: true)).ShouldBeOfType<WorkerDecision.Rejected>().Reason.ShouldEndWith("ask for awake, asleep, offline or restart");

    // One column a status: registered, starting, awake, asleep, testing, error, offline, restart.
    [Theory]
    [InlineData(null, "- - awake asleep - - - -")]
    [InlineData(WorkerStatus.Awake, "- awake awake awake awake awake awake awake")]
    [InlineData(WorkerStatus.Asleep, "- asleep asleep asleep asleep asleep asleep asleep")]
    [InlineData(WorkerStatus.Offline, "- - awake asleep - - - -")]
    [InlineData(WorkerStatus.Restart, "- - awake asleep - - - -")]
    public void what_it_does_after_the_break_follows_from_what_it_did_and_was_asked_to_do_when_it_signed_off(WorkerStatus? requested, string resumes) =>
        WorkerStatuses.All
            .Select(status => After(new WorkerState(status, status is WorkerStatus.Registered ? null : requested), new WorkerEvent.SignedOff()).Requested?.Wire() ?? "-")
            .ShouldBe(resumes.Split(' '));

    [Fact]
    public void a_lost_one_is_in_error_and_nothing_is_asked_of_it_any_more() =>
        Decide(Awake with { Requested = WorkerStatus.Asleep }, new WorkerEvent.Lost())
            .ShouldBe(new WorkerDecision.Moved(new WorkerState(WorkerStatus.Error, LostFrom: WorkerStatus.Awake), LetsGo: true));

    [Theory]
    [InlineData(WorkerStatus.Starting)]
    [InlineData(WorkerStatus.Awake)]
    [InlineData(WorkerStatus.Asleep)]
    [InlineData(WorkerStatus.Testing)]
    public void a_lost_one_that_is_heard_of_again_goes_on_with_what_it_did(WorkerStatus before) =>
        After(After(new WorkerState(before), new WorkerEvent.Lost()), new WorkerEvent.HeardOf()).ShouldBe(new WorkerState(before));

    [Fact]
    public void one_that_says_itself_that_it_is_in_error_stays_so_whatever_is_heard_of_it() =>
        Decide(After(Awake, new WorkerEvent.StateChanged(WorkerStatus.Error)), new WorkerEvent.HeardOf()).ShouldBeOfType<WorkerDecision.Unchanged>();

    [Fact]
    public void what_a_lost_one_was_asked_for_meanwhile_waits_for_it() =>
        After(After(After(Awake, new WorkerEvent.Lost()), Ask(WorkerStatus.Asleep)), new WorkerEvent.HeardOf())
            .ShouldBe(Awake with { Requested = WorkerStatus.Asleep });

    [Fact]
    public void only_one_in_error_is_lost() => Events.List[0, 20].Sample(story =>
    {
        var state = story.Aggregate(new WorkerState(WorkerStatus.Registered), After);
        return state.LostFrom is null || (state.Status is WorkerStatus.Error && state.LostFrom is not WorkerStatus.Error);
    });

    [Theory]
    [InlineData(WorkerStatus.Registered)]
    [InlineData(WorkerStatus.Offline)]
    [InlineData(WorkerStatus.Error)]
    public void one_that_is_not_there_can_not_be_lost(WorkerStatus status) =>
        Decide(new WorkerState(status), new WorkerEvent.Lost()).ShouldBeOfType<WorkerDecision.Unchanged>();

    [Fact]
    public void one_that_never_signed_on_can_not_be_asked_for_anything_or_be_lost() =>
        Events.Where(happened => happened is not (WorkerEvent.SignedOn or WorkerEvent.StateChanged))
            .Sample(happened => Decide(new WorkerState(WorkerStatus.Registered), happened) is not WorkerDecision.Moved);

    [Fact]
    public void nobody_but_the_worker_itself_changes_what_it_does_unless_it_is_lost() =>
        Gen.Select(Any, Events.Where(happened => happened is WorkerEvent.StatusRequested))
            .Sample((state, happened) => After(state, happened).Status == state.Status);

    [Fact]
    public void laziness_belongs_to_a_request() => Events.List[0, 20].Sample(story =>
    {
        var state = story.Aggregate(new WorkerState(WorkerStatus.Registered), After);
        return state.Requested is not null || !state.Lazily;
    });

    [Fact]
    public void one_that_is_neither_awake_nor_was_has_nothing_to_let_go_of() =>
        Gen.Select(Any, Events).Sample((state, happened) =>
            Decide(state, happened) is not WorkerDecision.Moved { LetsGo: true, State.Status: WorkerStatus.Awake });

    private static Gen<WorkerStatus> Status { get; } = Gen.OneOf(WorkerStatuses.All.ToArray());

    private static Gen<WorkerState> Any { get; } =
        Gen.Select(Status, Gen.OneOf<WorkerStatus?>(null, WorkerStatus.Awake, WorkerStatus.Asleep, WorkerStatus.Offline, WorkerStatus.Restart), Gen.Bool)
            .Select((status, requested, lazily) => new WorkerState(status, requested, requested is not null && lazily));

    private static Gen<WorkerEvent> Events { get; } = Gen.OneOf<WorkerEvent>(
        Gen.Const((WorkerEvent)new WorkerEvent.SignedOn()),
        Gen.Const((WorkerEvent)new WorkerEvent.SignedOff()),
        Gen.Const((WorkerEvent)new WorkerEvent.Lost()),
        Gen.Const((WorkerEvent)new WorkerEvent.HeardOf()),
        Status.Select(status => (WorkerEvent)new WorkerEvent.StateChanged(status)),
        Gen.Select(Status, Gen.Bool, Gen.Bool).Select((status, lazily, can) => (WorkerEvent)new WorkerEvent.StatusRequested(status, lazily, can)));

    private static WorkerEvent.StatusRequested Ask(WorkerStatus status, bool lazily = false, bool canRestart = false) => new(status, lazily, canRestart);

    private static WorkerDecision Decide(WorkerState state, WorkerEvent happened) => WorkerMachine.Decide(state, happened);

    private static WorkerState After(WorkerState state, WorkerEvent happened) =>
        Decide(state, happened) is WorkerDecision.Moved moved ? moved.State : state;
}
