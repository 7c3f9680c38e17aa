namespace Flamenco.Silo;

/// <summary>
/// The machine's clock, but it never goes back: while the machine's was set back, it stands still until that has caught up.
/// Orleans activates no grain while the clock is behind where it has been (its collector refuses to plan that far back), and
/// jobs are served in the order of their age. What waits or measures does so by the monotonic clock, which nobody sets.
/// </summary>
internal sealed class ForwardClock(TimeProvider machine) : TimeProvider
{
    private long _latest;

    public override DateTimeOffset GetUtcNow()
    {
        var now = machine.GetUtcNow().UtcTicks;
        var latest = Interlocked.Read(ref _latest);
        while (now > latest)
        {
            var seen = Interlocked.CompareExchange(ref _latest, now, latest);
            if (seen == latest)
                return new DateTimeOffset(now, TimeSpan.Zero);
            latest = seen;
        }

        return new DateTimeOffset(latest, TimeSpan.Zero);
    }

    public override TimeZoneInfo LocalTimeZone => machine.LocalTimeZone;

    public override long TimestampFrequency => machine.TimestampFrequency;

    public override long GetTimestamp() => machine.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        machine.CreateTimer(callback, state, dueTime, period);
}
