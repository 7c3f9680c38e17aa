using Flamenco.Domain.Identity;

namespace Flamenco.Storage.Transitions;

/// <summary>The rows that a transition looks at. They are loaded, and locked against other silos, before it decides.</summary>
/// <param name="Task">The task; its job's row comes with it.</param>
/// <param name="Attempt">The attempt by number; null for none.</param>
/// <param name="Slot">The open attempt of a Worker's slot; null for none.</param>
public readonly record struct RowKeys(TaskId Task, int? Attempt = null, WorkerSlot? Slot = null);

public readonly record struct WorkerSlot(WorkerId Worker, int Slot);
