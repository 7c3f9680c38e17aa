namespace Flamenco.Storage.Inspection;

/// <summary>Looks through a whole farm for rows that contradict each other or their promises.</summary>
public interface IInspection
{
    /// <summary>Everything is read as of one moment, and nobody who writes waits for it. Idempotent; changes nothing.</summary>
    /// <param name="state">Is somebody working on these rows?</param>
    /// <param name="cancellation">Ends the look.</param>
    Task<InspectionReport> InspectAsync(FarmState state, CancellationToken cancellation = default);
}

/// <summary>Is somebody working on a farm's rows while they are looked at?</summary>
public enum FarmState
{
    /// <summary>What is half done goes on by itself, and soon.</summary>
    Live = 0,

    /// <summary>What is half done goes on when the Server is started.</summary>
    Stopped = 1,
}
