using Flamenco.Storage.Jobs;
using Flamenco.Storage.Tasks;

namespace Flamenco.Storage.Transitions;

/// <summary>What an assignment leads to. Exactly one of these.</summary>
internal abstract record AssignVerdict
{
    public sealed record Assigned(StoredTask Task, JobRow Job) : AssignVerdict;

    /// <summary>The slot holds an attempt of this very ask, perhaps of another task.</summary>
    public sealed record Again(AttemptRow Attempt) : AssignVerdict;

    public sealed record SlotBusy : AssignVerdict;

    public sealed record Unsettled : AssignVerdict;

    public sealed record Changed(StoredTask Task) : AssignVerdict;

    public sealed record Missing : AssignVerdict;
}
