using Flamenco.Domain.Identity;
using Flamenco.Domain.Tasks;
using Flamenco.Storage.Tasks;

namespace Flamenco.Storage.Transitions;

/// <summary>An open attempt is handed out under a new ask, because the answer to its last one was lost.</summary>
internal sealed class HandOutAgain(TaskId id, int attempt, int slot, long life, long ask) : Transition<Written<StoredTask>>
{
    public override RowKeys Keys => new(id.Job, id, attempt);

    protected override Written<StoredTask> Judge(Rows rows)
    {
        if (rows.Task(id) is not { } task || rows.Job(id.Job) is null)
            return new Written<StoredTask>.Missing();
        if (rows.Attempt(id, attempt) is not { Outcome: AttemptOutcome.Open } known)
            return new Written<StoredTask>.Conflict(task, "the attempt is not open");

        // Asks rise, except those of a Flamenco 3 Worker. A late one must not take the place of a newer one, whose answer is on its
        // way: lists are judged by the ask that is stored.
        if (ask is not 0 && ask < known.Ask)
            return new Written<StoredTask>.Conflict(task, "the attempt was handed out under a newer ask");

        rows.Put(known with { Slot = slot, Life = life, Ask = ask, Alias = ask is 0 ? AttemptAlias.Of(id, attempt) : known.Alias });
        return new Written<StoredTask>.Applied(task);
    }

    public override bool BearsItsMark(Rows rows) =>
        rows.Attempt(id, attempt) is { Outcome: AttemptOutcome.Open } known && known.Life == life && known.Ask == ask;
}
