namespace Flamenco.Storage.Time;

/// <summary>Farm time as it is stored. Counts from the farm's beginning, in milliseconds; it never falls.</summary>
public interface IFarmTimeStore
{
    Task<TimeSpan> ReadAsync(CancellationToken cancellation = default);

    /// <summary>Moves farm time on, if it is still <paramref name="seen"/>.</summary>
    /// <returns>False: another sweeper was faster, or <paramref name="next"/> is not later.</returns>
    Task<bool> AdvanceAsync(TimeSpan seen, TimeSpan next, CancellationToken cancellation = default);
}
