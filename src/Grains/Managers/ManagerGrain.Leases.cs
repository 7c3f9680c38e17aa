using Flamenco.Domain.Identity;
using Flamenco.Domain.Leases;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Managers;
using Flamenco.Storage.Leases;
using Microsoft.Extensions.Logging;

namespace Flamenco.Grains.Managers;

/// <summary>Who of the site's Workers lives, and that the site does.</summary>
internal sealed partial class ManagerGrain
{
    private const int AskedAtOnce = 32;

    /// <summary>The longest that rows lag behind what was seen: a fraction of any lease, and rarely enough to cost nothing.</summary>
    private static readonly TimeSpan LongestUnwritten = TimeSpan.FromSeconds(30);

    private readonly long _began = time.GetTimestamp();
    private readonly SiteWatch _watch = new(leases.Value.Worker);
    private HashSet<WorkerId> _unwritten = [];
    private TimeSpan? _renewed;

    private TimeSpan Monotonic => time.GetElapsedTime(_began);

    public async Task<SightingsTaken> SeenAsync(SightingReport report, CancellationToken cancellation = default)
    {
        _lastSeen = time.GetUtcNow();
        var returned = _watch.Hear(report.Gateway, [.. report.Seen.Select(seen => new SeenWorker(seen.Worker, seen.Ago))], Monotonic);
        foreach (var seen in report.Seen)
            _unwritten.Add(seen.Worker);

        try
        {
            await RenewAsync(cancellation);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // While nothing can be stored nobody can be found or lost: whoever is silent gets the whole time again.
            _watch.BeginAnew(Monotonic);
            LogNotKept(Id, exception);
            return new SightingsTaken(_watch.Beat);
        }

        await EachAsync(returned, worker => FoundAsync(worker, cancellation));
        await EachAsync(_watch.Overdue(), worker => LostAsync(worker, cancellation));
        return new SightingsTaken(_watch.Beat);
    }

    private static async Task EachAsync(IReadOnlyList<WorkerId> workers, Func<WorkerId, Task> ask)
    {
        foreach (var some in workers.Chunk(AskedAtOnce))
            await Task.WhenAll(some.Select(ask));
    }

    /// <summary>Stores now and then that the site lives and whom it has seen; learns whom to miss, also those of whom no gateway ever told.</summary>
    private async Task RenewAsync(CancellationToken cancellation)
    {
        var every = leases.Value.Site / 4;
        if (_renewed is { } renewed && Monotonic - renewed < (every < LongestUnwritten ? every : LongestUnwritten))
            return;

        (_renewed, var seen, _unwritten) = (Monotonic, _unwritten, []);
        try
        {
            var watched = await leaseStore.RenewAsync(new SiteRenewal(Id, leases.Value.Site, [.. seen]), cancellation);
            _watch.Expect(watched.Where(worker => !worker.IsLost).Select(worker => worker.Worker), Monotonic);
            foreach (var lost in watched.Where(worker => worker.IsLost))
                _watch.IsLost(lost.Worker, Monotonic);
        }
        catch
        {
            _renewed = null;
            _unwritten.UnionWith(seen);
            throw;
        }
    }

    private async Task LostAsync(WorkerId worker, CancellationToken cancellation)
    {
        try
        {
            if (await GrainFactory.Worker(worker).LostAsync("its Manager has not seen its Worker for too long", cancellation))
                _watch.IsLost(worker, Monotonic);
            else
                _watch.IsThere(worker, Monotonic);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // It gets the whole time again, and the others do not wait for it.
            _watch.IsThere(worker, Monotonic);
            LogNotStored(worker, exception);
        }
    }

    private async Task FoundAsync(WorkerId worker, CancellationToken cancellation)
    {
        try
        {
            await GrainFactory.Worker(worker).HeardOfAsync(cancellation);
            _watch.IsThere(worker, Monotonic);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Its next sign of life is the next occasion.
            LogNotStored(worker, exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "What Manager {Manager} reports of its Workers can not be stored; all their leases begin anew")]
    private partial void LogNotKept(ManagerId manager, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Worker {Worker} is lost or was found again, and that can not be stored now; tried again later")]
    private partial void LogNotStored(WorkerId worker, Exception exception);
}
