namespace Flamenco.Storage.Inspection;

/// <summary>An open attempt with the slot that it fills.</summary>
internal readonly record struct OpenAttempt(Guid Job, uint Task, int Attempt, Guid Worker, int Slot);

/// <summary>What is stored of all Workers.</summary>
/// <param name="Sites">Those that there are, with the site of each.</param>
/// <param name="Managers">Sites that there are, with or without Workers.</param>
/// <param name="Leased">Sites with a lease, ended or not.</param>
internal sealed record WorkerFacts(IReadOnlyDictionary<Guid, Guid> Sites, IReadOnlySet<Guid> Managers, IReadOnlySet<Guid> Leased);

/// <summary>How many rows of Orleans' storage have the same key.</summary>
/// <param name="Grain">Its type and key.</param>
/// <param name="Rows">At least 1.</param>
internal readonly record struct GrainRows(string Grain, int Rows);
