using Flamenco.Domain.Identity;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Tasks;

namespace Flamenco.Storage.Transitions;

/// <summary>An open attempt is handed out under a new ask, because the answer to its last one was lost.</summary>
internal sealed class HandOutAgain(TaskId id, int attempt, int slot, long life, long ask) : Transition<Written<StoredTask>>
{
    public override RowKeys Keys => new(id, attempt);

    protected override Written<StoredTask> Judge(Rows rows)
    {
        if (rows.Task(id) is not { } task || rows.Job(id.Job) is null)
            return new Written<StoredTask>.Missing();
        if (rows.Attempt(id, attempt) is not { Outcome: AttemptOutcome.Open } known)
            return new Written<StoredTask>.Conflict(task, "the attempt is not open");

        rows.Put(known with { Slot = slot, Life = life, Ask = ask });
        return new Written<StoredTask>.Applied(task);
    }

    public override bool BearsItsMark(Rows rows) =>
        rows.Attempt(id, attempt) is { Outcome: AttemptOutcome.Open } known && known.Life == life && known.Ask == ask;
}
