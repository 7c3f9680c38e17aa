namespace Flamenco.Domain.Time;

/// <summary>
/// Farm time, the Server's own clock for deadlines: one stored value that several sweepers move on. It never leads real time,
/// it stands still while the database is away, and it ignores clock jumps. All values count from the farm's beginning.
/// </summary>
public static class FarmClock
{
    /// <summary>So much may be added at once: who knows what has happened in a longer silence.</summary>
    public static readonly TimeSpan MostAtOnce = TimeSpan.FromSeconds(10);

    /// <summary>What a sweeper knows after it has read the stored value.</summary>
    /// <param name="known">What it knew before; null: nothing.</param>
    /// <param name="stored">The value that the answer showed.</param>
    /// <param name="answered">When the answer was there, on the sweeper's own monotonic clock.</param>
    public static Sighting See(Sighting? known, TimeSpan stored, TimeSpan answered) =>
        known is { } before && before.Value == stored ? before : new Sighting(stored, answered);

    /// <summary>
    /// The value that farm time may be moved on to, if it is still what was seen: what has passed since the answer that first
    /// showed it, and not since the last beat or since the question, else two sweepers make it run twice as fast.
    /// </summary>
    /// <param name="seen">What the sweeper knows.</param>
    /// <param name="now">Its monotonic clock.</param>
    public static TimeSpan Next(Sighting seen, TimeSpan now)
    {
        var passed = now - seen.FirstSeen;
        return seen.Value + (passed > MostAtOnce ? MostAtOnce : passed);
    }
}

/// <param name="Value">Farm time as it was stored.</param>
/// <param name="FirstSeen">When the sweeper got the answer that first showed it, on its own monotonic clock.</param>
public readonly record struct Sighting(TimeSpan Value, TimeSpan FirstSeen);
