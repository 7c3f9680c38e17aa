namespace Flamenco.Grains;

/// <summary>
/// A grain of a thing that is not there goes soon, so that a forged id leaves no activation behind; not at once, because others
/// may ask for the same thing at the same moment, and a grain that is going answers nobody.
/// </summary>
/// <param name="grain">The grain that goes.</param>
/// <param name="go">Lets it go, if that is still so.</param>
internal sealed class Forgetting(IGrainBase grain, Action go)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    private IGrainTimer? _timer;

    /// <summary>Called within a turn of the grain.</summary>
    public void Begin() => _timer ??= grain.RegisterGrainTimer(
        _ =>
        {
            _timer?.Dispose();
            _timer = null;
            go();
            return Task.CompletedTask;
        },
        new GrainTimerCreationOptions(Soon, Timeout.InfiniteTimeSpan));
}
