namespace Flamenco.Storage.Inspection;

/// <summary>An open attempt with the slot that it fills.</summary>
internal readonly record struct OpenAttempt(Guid Job, uint Task, int Attempt, Guid Worker, int Slot);

/// <summary>What is stored of all Workers.</summary>
/// <param name="Registered">Those that there are.</param>
/// <param name="Leased">Those with a lease.</param>
internal sealed record WorkerFacts(IReadOnlySet<Guid> Registered, IReadOnlySet<Guid> Leased);

/// <summary>How many rows of Orleans' storage have the same key.</summary>
/// <param name="Grain">Its type and key.</param>
/// <param name="Rows">At least 1.</param>
internal readonly record struct GrainRows(string Grain, int Rows);
