using Flamenco.Worker.Configuration;

namespace Flamenco.Worker.Agent;

/// <summary>Growing pauses with jitter, so that a thousand Workers do not return in one instant.</summary>
internal sealed class Backoff(LinkOptions options, TimeProvider time, Random random)
{
    private const double Jitter = 0.2;
    private double _next = options.FirstPauseSeconds;

    public async Task PauseAsync(CancellationToken cancellation)
    {
        var seconds = _next * (1 - Jitter + (2 * Jitter * random.NextDouble()));
        _next = Math.Min(2 * _next, options.LongestPauseSeconds);
        await Task.Delay(TimeSpan.FromSeconds(seconds), time, cancellation);
    }

    public void Reset() => _next = options.FirstPauseSeconds;
}
