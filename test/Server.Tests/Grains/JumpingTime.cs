namespace Flamenco.Server.Tests.Grains;

/// <summary>A clock that goes as the machine's does and that a test moves on, or sets wrong.</summary>
public sealed class JumpingTime : TimeProvider
{
    private long _ticks;
    private long _wrong;

    public override long TimestampFrequency => System.TimestampFrequency;

    /// <summary>So much time passes at once.</summary>
    public void Pass(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);

    /// <summary>Somebody sets the wall clock; no time passes.</summary>
    public void Set(TimeSpan wrong) => Interlocked.Exchange(ref _wrong, wrong.Ticks);

    public override long GetTimestamp() =>
        System.GetTimestamp() + (long)(TimeSpan.FromTicks(Interlocked.Read(ref _ticks)).TotalSeconds * TimestampFrequency);

    public override DateTimeOffset GetUtcNow() =>
        System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ticks) + Interlocked.Read(ref _wrong));
}
