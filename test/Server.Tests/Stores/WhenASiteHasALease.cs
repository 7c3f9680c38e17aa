using Flamenco.Domain.Identity;
using Flamenco.Domain.Workers;
using Flamenco.Storage.Leases;
using Flamenco.Storage.Workers;

namespace Flamenco.Server.Tests.Stores;

public abstract class WhenASiteHasALease<TStore> : StoreTests<TStore>
    where TStore : StoreUnderTest, new()
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(30);

    private readonly ManagerId _site = Some.Site();

    [Fact]
    public async Task it_begins_when_its_first_Worker_registers()
    {
        (await Store.Leases.FindAsync(_site)).ShouldBeNull();

        await RegisteredAsync("render-01");

        (await Store.Leases.FindAsync(_site)).ShouldBe(TimeSpan.FromMinutes(15));
    }

    [Fact]
    public async Task each_renewal_makes_it_last_so_long_from_then_on_and_none_makes_it_shorter()
    {
        await MovedOnAsync(TimeSpan.FromMinutes(7));

        await RenewedAsync(Length);
        await RenewedAsync(Length / 2);

        (await Store.Leases.FindAsync(_site)).ShouldBe(TimeSpan.FromMinutes(37));
    }

    [Fact]
    public async Task whom_it_has_seen_was_seen_now_and_nobody_else()
    {
        var seen = await RegisteredAsync("seen");
        var unseen = await RegisteredAsync("unseen");
        var elsewhere = await RegisteredAsync("elsewhere", site: Some.Site());
        Store.Time.Advance(TimeSpan.FromMinutes(1));

        await RenewedAsync(Length, seen, elsewhere, Some.Worker());

        (await RowAsync(seen)).LastSeen.ShouldBe(Some.Moment + TimeSpan.FromMinutes(1));
        (await RowAsync(unseen)).LastSeen.ShouldBe(Some.Moment);
        (await RowAsync(elsewhere)).LastSeen.ShouldBe(Some.Moment);
    }

    [Fact]
    public async Task it_learns_whom_to_miss_and_who_is_lost()
    {
        var awake = await RegisteredAsync("awake");
        var asleep = await RegisteredAsync("asleep", WorkerStatus.Asleep);
        var lost = await RegisteredAsync("lost");
        await Workers.StatusAsync(lost, WorkerStatus.Error, requested: null, lostFrom: WorkerStatus.Awake);
        foreach (var status in (WorkerStatus[])[WorkerStatus.Registered, WorkerStatus.Offline, WorkerStatus.Error])
            await RegisteredAsync($"{status}", status);
        await RegisteredAsync("elsewhere", site: Some.Site());

        var watched = await RenewedAsync(Length);

        watched.ShouldBe([new(awake, IsLost: false), new(asleep, IsLost: false), new(lost, IsLost: true)], ignoreOrder: true);
    }

    [Fact]
    public async Task what_a_lost_Worker_did_is_kept_until_its_status_changes()
    {
        var worker = await RegisteredAsync("render-01");

        await Workers.StatusAsync(worker, WorkerStatus.Error, WorkerStatus.Asleep, lostFrom: WorkerStatus.Awake);
        (await RowAsync(worker)).State.ShouldBe(new WorkerState(WorkerStatus.Error, WorkerStatus.Asleep, LostFrom: WorkerStatus.Awake));
        await Workers.StatusAsync(worker, WorkerStatus.Awake, requested: null);

        (await RowAsync(worker)).State.ShouldBe(new WorkerState(WorkerStatus.Awake));
    }

    [Fact]
    public async Task nobody_is_overdue_while_it_lasts()
    {
        await HoldingAsync("render-01");
        await MovedOnAsync(TimeSpan.FromMinutes(14));

        (await Store.Leases.OverdueAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task when_it_has_ended_those_of_its_Workers_that_hold_something_are_overdue()
    {
        var holder = await HoldingAsync("render-01");
        await RegisteredAsync("idle");
        await MovedOnAsync(TimeSpan.FromMinutes(15));

        (await Store.Leases.OverdueAsync()).ShouldBe([new OverdueWorker(holder, LeaseEnded: true)]);
        await RenewedAsync(Length);
        (await Store.Leases.OverdueAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(WorkerStatus.Asleep)]
    [InlineData(WorkerStatus.Error)]
    [InlineData(WorkerStatus.Offline)]
    [InlineData(WorkerStatus.Restart)]
    public async Task one_that_holds_something_and_is_stored_as_running_nothing_is_overdue_at_once(WorkerStatus status)
    {
        var holder = await HoldingAsync("render-01");

        await Workers.StatusAsync(holder, status, requested: null);

        (await Store.Leases.OverdueAsync()).ShouldBe([new OverdueWorker(holder, LeaseEnded: false)]);
    }

    [Fact]
    public async Task an_attempt_that_ended_makes_nobody_overdue_and_a_held_one_does()
    {
        var worker = await RegisteredAsync("render-01");
        var job = await StoredAsync(Some.Job(Some.Task(1), Some.Task(2)));
        await AssignedAsync(job.Id.Task(1), worker);
        await AssignedAsync(job.Id.Task(2), worker, slot: 1);
        await ExpireAsync(job.Id.Task(1), attempt: 1);
        await Workers.StatusAsync(worker, WorkerStatus.Offline, requested: null);

        await Tasks.CommandAsync(job.Id.Task(2), Flamenco.Domain.Tasks.SingleTaskCommand.Cancel, Some.Artist);

        (await Store.Leases.OverdueAsync()).ShouldBe([new OverdueWorker(worker, LeaseEnded: false)]);
        await Tasks.ConfirmDeadAsync(job.Id.Task(2), attempt: 1);
        (await Store.Leases.OverdueAsync()).ShouldBeEmpty();
    }

    private async Task<WorkerId> HoldingAsync(string name)
    {
        var worker = await RegisteredAsync(name);
        var job = await StoredAsync(Some.Job(Some.Task(1)));
        await AssignedAsync(job.Id.Task(1), worker);
        return worker;
    }

    private async Task<WorkerId> RegisteredAsync(string name, WorkerStatus status = WorkerStatus.Awake, ManagerId? site = null)
    {
        var worker = Some.WorkerRow(site ?? _site, name, status) with { LastSeen = Some.Moment };
        await Workers.RegisterAsync(worker);
        return worker.Id;
    }

    private Task<IReadOnlyList<WatchedWorker>> RenewedAsync(TimeSpan length, params WorkerId[] seen) =>
        Store.Leases.RenewAsync(new SiteRenewal(_site, length, seen));

    private async Task MovedOnAsync(TimeSpan by)
    {
        var now = await Store.FarmTime.ReadAsync();
        (await Store.FarmTime.AdvanceAsync(now, now + by)).ShouldBeTrue();
    }

    private async Task<WorkerRow> RowAsync(WorkerId worker) => (await Workers.FindAsync(worker)).ShouldNotBeNull();
}
