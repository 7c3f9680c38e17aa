using Flamenco.Domain.Identity;
using Flamenco.Domain.Leases;
using Flamenco.Domain.Time;
using Flamenco.Domain.Workers;
using Flamenco.Server.Tests.Grains;
using Flamenco.Storage.Leases;
using Flamenco.Storage.Memory;
using Flamenco.Storage.Tasks;

namespace Flamenco.Server.Tests.Model;

/// <summary>
/// A site in a time of its own: a Worker that lives and one that vanishes, a gateway that reports, a Manager's grain that judges, two
/// sweepers that keep farm time and look for what nobody answers for. Rules and store are the real ones; what may go wrong does.
/// </summary>
internal sealed class LeaseModel
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan SiteLease = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan SweepersBeat = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWithoutDatabase = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestCut = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan AfterACut = TimeSpan.FromMinutes(2);

    private readonly Random _random;
    private readonly JumpingTime _wall = new();
    private readonly MemoryStores _stores;
    private readonly WorkerId _living = Some.Worker();
    private readonly WorkerId _vanishing = Some.Worker();
    private readonly ManagerId _site = Some.Site();
    private readonly Dictionary<WorkerId, TimeSpan> _seen = [];
    private readonly Sighting?[] _keepers = new Sighting?[2];
    private SiteWatch _watch = new(Lease);
    private Guid _gateway = Guid.NewGuid();
    private TimeSpan _now;
    private TimeSpan _reported;
    private TimeSpan _swept;
    private TimeSpan? _renewed;
    private TimeSpan _databaseBack;
    private TimeSpan _linkBack;

    public LeaseModel(int seed)
    {
        _random = new Random(seed);
        _stores = new MemoryStores(_wall);
    }

    /// <summary>When the vanished Worker was found; null: not yet.</summary>
    public TimeSpan? Found { get; private set; }

    private bool IsDatabaseThere => _now >= _databaseBack;

    public async Task StartAsync()
    {
        var job = Some.Job(Some.Task(1), Some.Task(2));
        await _stores.Jobs.CreateAsync(job);
        foreach (var (worker, number) in new[] { (_living, 1u), (_vanishing, 2u) })
        {
            await _stores.Workers.RegisterAsync(Some.WorkerRow(_site, $"render-{number}") with { Id = worker });
            var row = (await _stores.Jobs.FindAsync(job.Id))!;
            (await _stores.Tasks.AssignAsync(new NewAttempt(job.Id.Task(number), 0, row.Generation, worker, Slot: 0, Life: 1, Ask: 1)))
                .ShouldBeOfType<AssignOutcome.Assigned>();
        }
    }

    /// <summary>Something goes wrong: a clock, the database, the link, the gateway, or the grain's memory.</summary>
    public void Trouble()
    {
        switch (_random.Next(5))
        {
            case 0:
                _wall.Set(TimeSpan.FromHours(_random.Next(-24, 25)));
                break;
            case 1:
                _databaseBack = _now + (LongestWithoutDatabase * _random.NextDouble());
                break;
            case 2 when _now > _linkBack + AfterACut:
                _linkBack = _now + (LongestCut * _random.NextDouble());
                break;
            case 3:
                (_gateway, _reported) = (Guid.NewGuid(), _now - _watch.Beat);
                _seen.Clear();
                break;
            default:
                (_watch, _renewed) = (new SiteWatch(Lease), null);
                break;
        }
    }

    /// <summary>Faults over.</summary>
    public void Heal() => (_databaseBack, _linkBack) = (_now, _now);

    /// <summary>One second passes.</summary>
    /// <param name="vanished">Is the second Worker gone?</param>
    public async Task SecondAsync(bool vanished)
    {
        _now += TimeSpan.FromSeconds(1);
        SawNowAndThen(_living);
        if (!vanished)
            SawNowAndThen(_vanishing);
        if (_now >= _linkBack && _now - _reported >= _watch.Beat)
            await ReportAsync();
        if (_now - _swept >= SweepersBeat && IsDatabaseThere)
            await SweepAsync();
    }

    /// <summary>A Worker shows a sign of life at least every 10 s.</summary>
    private void SawNowAndThen(WorkerId worker)
    {
        if ((int)_now.TotalSeconds % 10 == 0 || _random.Next(8) == 0)
            _seen[worker] = _now;
    }

    private async Task ReportAsync()
    {
        _reported = _now;
        foreach (var back in _watch.Hear(_gateway, [.. _seen.Select(seen => new SeenWorker(seen.Key, _now - seen.Value))], _now))
            throw new ModelViolation($"Worker {back} is found again, and never should have been lost");

        if (!await RenewedAsync(_seen.Keys.ToList()))
        {
            _watch.BeginAnew(_now);
            return;
        }

        _seen.Clear();
        foreach (var worker in _watch.Overdue())
        {
            IsLost(worker, "its Manager");
            _watch.IsLost(worker, _now);
            await _stores.Workers.StatusAsync(worker, WorkerStatus.Error, requested: null, lostFrom: WorkerStatus.Awake);
        }
    }

    private async Task<bool> RenewedAsync(IReadOnlyList<WorkerId> seen)
    {
        if (_renewed is { } renewed && _now - renewed < TimeSpan.FromSeconds(30))
            return true;
        if (!IsDatabaseThere)
            return false;

        _renewed = _now;
        var watched = await _stores.Leases.RenewAsync(new SiteRenewal(_site, SiteLease, seen));
        _watch.Expect(watched.Where(worker => !worker.IsLost).Select(worker => worker.Worker), _now);
        foreach (var lost in watched.Where(worker => worker.IsLost))
            _watch.IsLost(lost.Worker, _now);
        return true;
    }

    private async Task SweepAsync()
    {
        _swept = _now;
        for (var keeper = 0; keeper < _keepers.Length; keeper++)
        {
            var stored = await _stores.FarmTime.ReadAsync();
            var seen = FarmClock.See(_keepers[keeper], stored, _now);
            _keepers[keeper] = seen;
            await _stores.FarmTime.AdvanceAsync(seen.Value, FarmClock.Next(seen, _now));
        }

        if (await _stores.FarmTime.ReadAsync() > _now)
            throw new ModelViolation("farm time leads real time");
        foreach (var overdue in await _stores.Leases.OverdueAsync())
            IsLost(overdue.Worker, "a sweeper");
    }

    private void IsLost(WorkerId worker, string by)
    {
        if (worker == _living)
            throw new ModelViolation($"at {_now} {by} takes the Worker that lives for lost");
        Found ??= _now;
    }
}
