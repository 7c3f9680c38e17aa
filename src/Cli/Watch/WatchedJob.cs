using Flamenco.Cli.Output;
using Flamenco.Contracts.Site;

namespace Flamenco.Cli.Watch;

/// <summary>A job at one moment of watching it.</summary>
/// <param name="Job">As the Server has it.</param>
/// <param name="PerSecond">Units of progress a second; null if not known yet.</param>
/// <param name="TimeLeft">Null if not known.</param>
internal sealed record WatchedJob(Job Job, double? PerSecond, TimeSpan? TimeLeft)
{
    public JobProgress Progress { get; } = JobProgress.Of(Job);

    public bool HasEnded => Job.Status is "completed" or "failed" or "canceled";

    public string Count => Progress.Total > 0 ? $"{Progress.Done}/{Progress.Total} {Progress.Unit}" : string.Empty;

    public string Rate => PerSecond is { } rate
        ? rate >= 1 ? $"{rate:0.0} {Progress.Unit}/s" : $"{1 / rate:0.0} s each"
        : string.Empty;

    public string Left => TimeLeft is { } left && Progress.Done < Progress.Total ? $"{Ago.Clock(left)} left" : string.Empty;
}
