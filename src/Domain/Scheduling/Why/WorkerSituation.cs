using Flamenco.Domain.Workers;

namespace Flamenco.Domain.Scheduling.Why;

/// <summary>A Worker as far as it matters to what it may be given.</summary>
/// <param name="Profile">What it can run.</param>
/// <param name="Name">For people.</param>
/// <param name="State">What it does, and what it is asked to do.</param>
/// <param name="IsBusy">Does it run something?</param>
public sealed record WorkerSituation(WorkerProfile Profile, string Name, WorkerState State, bool IsBusy = false);
