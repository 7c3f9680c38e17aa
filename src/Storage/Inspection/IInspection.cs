namespace Flamenco.Storage.Inspection;

/// <summary>Looks through a whole farm for rows that contradict each other or their promises.</summary>
public interface IInspection
{
    /// <summary>Everything is read as of one moment, and nobody who writes waits for it. Idempotent; changes nothing.</summary>
    /// <param name="wanted">What is to be looked at, and how.</param>
    /// <param name="cancellation">Ends the look.</param>
    Task<InspectionReport> InspectAsync(InspectionRequest wanted, CancellationToken cancellation = default);
}

/// <summary>What is to be looked at, and how.</summary>
/// <param name="State">Is somebody working on these rows?</param>
/// <param name="LoggedJobs">Jobs of which a site keeps logs; null: nobody has looked there.</param>
public sealed record InspectionRequest(FarmState State, IReadOnlyCollection<Guid>? LoggedJobs = null);

/// <summary>Is somebody working on a farm's rows while they are looked at?</summary>
public enum FarmState
{
    /// <summary>What is half done goes on by itself, and soon.</summary>
    Live = 0,

    /// <summary>What is half done goes on when the Server is started.</summary>
    Stopped = 1,
}
