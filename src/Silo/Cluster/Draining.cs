namespace Flamenco.Silo.Cluster;

/// <summary>
/// The first step of a graceful stop: the node says at <c>/health/ready</c> that it goes, and works on for a little while, so
/// that whoever chooses among the nodes turns to others. Then the HTTP side finishes what it has begun, then the sweepers end,
/// then the silo hands its grains over, and last of all the committer writes what it still has.
/// </summary>
internal sealed partial class Draining(
    ClusterSettings settings,
    IClusterMembershipService membership,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<Draining> logger) : IHostedLifecycleService
{
    /// <summary>Has the node been told to stop?</summary>
    public bool Begun => lifetime.ApplicationStopping.IsCancellationRequested;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        var others = membership.CurrentSnapshot.Members.Values.Count(member => member.Status is SiloStatus.Active) - 1;
        if (others < 1)
            return;

        LogGoes(others, settings.DrainPause);
        await Task.Delay(settings.DrainPause, time, cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "This node stops; {Others} others go on. It takes no more requests in {Pause}")]
    private partial void LogGoes(int others, TimeSpan pause);
}
