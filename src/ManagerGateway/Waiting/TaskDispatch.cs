using System.Security.Cryptography;
using Flamenco.Contracts.Site;
using Flamenco.Grains.Interfaces;
using Flamenco.Grains.Interfaces.Managers;
using Flamenco.Grains.Interfaces.Tasks;
using Flamenco.Grains.Interfaces.Workers;
using Flamenco.ManagerGateway.Api;
using Flamenco.ManagerGateway.Link;
using Flamenco.ManagerGateway.Sightings;

namespace Flamenco.ManagerGateway.Waiting;

/// <summary>Asks the Server for a task, again and again for as long as the Worker is willing to wait.</summary>
internal sealed class TaskDispatch(
    IGrainFactory grains, Site site, SiteSettings settings, WaitingWorkers waiting, WorkerSightings sightings, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private const int LeastPatienceSeconds = 20;
    private const int MostPatienceSeconds = 30;

    public async Task<AskResult> AskAsync(AskTask ask, TimeSpan wait, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lifetime.ApplicationStopping);
        using var waiter = waiting.Enter();
        using var seen = sightings.Sees(ask.Worker);
        var asked = time.GetTimestamp();
        while (true)
        {
            var result = await grains.Manager(site.Id).AskAsync(ask, cancellation);
            var left = wait - time.GetElapsedTime(asked);
            if (result.Verdict is not AskVerdict.Nothing || left <= TimeSpan.Zero || either.IsCancellationRequested)
                return result;

            waiter.Can(result.TaskTypes, result.Tags);
            try
            {
                await waiter.WaitAsync(Shorter(left, Patience()), time, either.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                // This Manager stops: the Worker asks its next one.
                return result;
            }

            if (time.GetElapsedTime(asked) >= wait)
                return result;
        }
    }

    public AssignedTask For(AssignedTaskView task, string platform) => Translation.Assigned(task, settings, platform);

    /// <summary>A hint may be lost, so a Worker asks again by itself; not all of them at once.</summary>
    private static TimeSpan Patience() =>
        TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(LeastPatienceSeconds * 1000, MostPatienceSeconds * 1000));

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
