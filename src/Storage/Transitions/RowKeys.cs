using Flamenco.Domain.Identity;

namespace Flamenco.Storage.Transitions;

/// <summary>The rows that a transition looks at. They are loaded, and locked against other silos, before it decides.</summary>
/// <param name="Job">The job, also one that no query shows.</param>
/// <param name="Task">One of its tasks; null for none.</param>
/// <param name="Attempt">An attempt of the task by number; null for none.</param>
/// <param name="OpenAttempt">Is the task's open attempt wanted?</param>
/// <param name="Holder">A Worker whose open and held attempts are wanted; null for none.</param>
/// <param name="Tasks">Tasks of the job with their open attempts; null for none.</param>
/// <param name="Key">A person's idempotency key; null for none.</param>
public readonly record struct RowKeys(
    JobId Job,
    TaskId? Task = null,
    int? Attempt = null,
    bool OpenAttempt = false,
    WorkerId? Holder = null,
    TaskSpan? Tasks = null,
    PersonsKey? Key = null);

public readonly record struct WorkerSlot(WorkerId Worker, int Slot);

/// <param name="From">The first task's number.</param>
/// <param name="Count">How many, at most.</param>
public readonly record struct TaskSpan(uint From, int Count);

public readonly record struct PersonsKey(string Who, string Key);
