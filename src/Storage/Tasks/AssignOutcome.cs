namespace Flamenco.Storage.Tasks;

/// <summary>The store's verdict about an assignment. Exactly one of these.</summary>
public abstract record AssignOutcome
{
    /// <summary>Durable: the Worker has the task under a new attempt.</summary>
    public sealed record Assigned(AssignedRow Row) : AssignOutcome;

    /// <summary>The slot holds an attempt of this very ask, perhaps of another task: that is the answer.</summary>
    public sealed record Again(AssignedRow Row) : AssignOutcome;

    /// <summary>The slot holds an attempt of another ask.</summary>
    public sealed record SlotBusy : AssignOutcome;

    /// <summary>The ask says something about attempts that the Worker holds: that is to be settled first.</summary>
    public sealed record Unsettled : AssignOutcome;

    /// <summary>The job or the task is not what the writer believed.</summary>
    public sealed record Changed(StoredTask Task) : AssignOutcome;

    public sealed record Missing : AssignOutcome;
}
