using Flamenco.Worker.Configuration;

namespace Flamenco.Worker.Agent;

/// <summary>Growing pauses with jitter, so that a thousand Workers do not return in one instant.</summary>
internal sealed class Backoff(LinkOptions options, TimeProvider time, Random random)
{
    private const double Jitter = 0.2;
    private const double LongestAskedSeconds = 60;

    private double _next = options.FirstPauseSeconds;

    /// <param name="cancellation">Ends the pause.</param>
    /// <param name="atLeast">What the Manager asks for; not more than the longest pause that it could mean in earnest.</param>
    public async Task PauseAsync(CancellationToken cancellation, TimeSpan? atLeast = null)
    {
        var asked = Math.Clamp(atLeast?.TotalSeconds ?? 0, 0, LongestAskedSeconds);
        var seconds = Math.Max(_next, asked) * (1 - Jitter + (2 * Jitter * random.NextDouble()));
        _next = Math.Min(2 * _next, options.LongestPauseSeconds);
        await Task.Delay(TimeSpan.FromSeconds(asked > 0 ? Math.Max(asked, seconds) : seconds), time, cancellation);
    }

    public void Reset() => _next = options.FirstPauseSeconds;
}
